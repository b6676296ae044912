import { computed, type ComputedRef } from 'vue';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import { useServerStore } from '../stores/server.ts';
import { useVideoStore } from '../stores/video.ts';
import { useVoiceStore } from '../stores/voice.ts';

export interface VoicePerson {
  readonly memberId: MemberId;
  readonly channelId: ChannelId;
  /** undefined: not in the member list (yet) */
  readonly name: string | undefined;
  readonly self: boolean;
  readonly muted: boolean;
  readonly deafened: boolean;
  /** By a moderator. */
  readonly serverMuted: boolean;
  readonly speaking: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
  /** Heard above the others. */
  readonly priority: boolean;
  /** Their connection is poor. */
  readonly poor: boolean;
}

/**
 * Who is in a voice channel. The server tells nobody their own speaking, and one's own mute is known here before it
 * is known there: for oneself the own voice counts.
 */
export function useVoicePeople(channelId: () => ChannelId | undefined): ComputedRef<readonly VoicePerson[]> {
  const server = useServerStore();
  const voice = useVoiceStore();
  const video = useVideoStore();

  /** Kept apart, so that the own gate opening does not rebuild the list of a channel one is not in. */
  const here = computed(() => {
    const { state } = voice;
    return (state.kind === 'connected' || state.kind === 'reconnecting') && state.channelId === channelId();
  });
  const own = computed(() => ({
    muted: voice.muted,
    deafened: voice.deafened,
    serverMuted: voice.serverMuted,
    speaking: voice.transmitting,
    camera: video.camera.kind === 'on',
    screen: video.share.kind === 'on',
  }));

  return computed(() => {
    const wanted = channelId();
    const listed = (wanted === undefined ? undefined : server.voiceMembers.get(wanted)) ?? [];
    const selfId = server.self?.memberId;
    const people = listed.map((one): VoicePerson => {
      const self = one.memberId === selfId;
      const known = {
        memberId: one.memberId,
        channelId: one.channelId,
        name: server.members.get(one.memberId)?.name ?? (self ? server.self?.name : undefined),
        self,
        muted: one.muted,
        deafened: one.deafened,
        serverMuted: one.serverMuted,
        speaking: one.speaking && !one.muted && !one.serverMuted,
        camera: one.camera,
        screen: one.screen,
        priority: one.priority,
        poor: one.poor,
      };
      return self && here.value ? { ...known, ...own.value } : known;
    });
    if (here.value && wanted !== undefined && server.self !== undefined && !people.some(({ self }) => self)) {
      people.push({
        memberId: server.self.memberId,
        channelId: wanted,
        name: server.self.name,
        self: true,
        priority: false,
        poor: false,
        ...own.value,
      });
    }
    return people;
  });
}
