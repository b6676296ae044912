import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef } from 'vue';
import type { Category } from '../../common/channels.ts';
import type { Channel, Member, TextChannel, VoiceChannel } from '../../common/community.ts';
import { AppError, type ErrorCode } from '../../common/errors.ts';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import { hasBit } from '../../common/permissions.ts';
import type { RequestAnswer, RequestInput, RequestName, Welcome } from '../../common/signaling.ts';
import type { Identity, ServerSession } from '../signaling/ServerSession.ts';
import { groupChannels } from './channelGroups.ts';
import { forgetToken, rememberToken } from './identity.ts';
import { applyRoomEvents, groupVoiceMembers, silenced, type VoiceMembers } from './voiceMembers.ts';

/** How it stands between this device and the server. */
export type ServerState =
  /** Nobody here yet: the name is asked. `problem` is why it is asked again. */
  | { readonly kind: 'signedOut'; readonly problem: AppError | undefined }
  /** On the way in for the first time; `problem` while the server cannot be reached. */
  | { readonly kind: 'connecting'; readonly as: Identity['kind']; readonly problem: AppError | undefined }
  /** At the door: the owner is asked. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'welcomed' }
  /** What was last known stays on the screen while the way back is looked for. */
  | { readonly kind: 'lost'; readonly stopping: boolean; readonly error: AppError }
  /** Known there, but not let in right now. */
  | { readonly kind: 'refused'; readonly error: AppError };

/** Not known there any more. */
const ASKS_NAME: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'session_expired',
  'unauthenticated',
  'kicked',
  'banned',
  'session_revoked',
  'password_changed',
]);

/** One server as its snapshot and notices tell it. */
export const useServerStore = defineStore('server', () => {
  const state = shallowRef<ServerState>({ kind: 'signedOut', problem: undefined });
  const name = shallowRef<string>();
  const self = shallowRef<Welcome['self']>();
  const channels = shallowRef<readonly Channel[]>([]);
  const categories = shallowRef<readonly Category[]>([]);
  const groups = computed(() => groupChannels(channels.value, categories.value));
  const inOrder = computed(() => groups.value.flatMap((group) => group.channels));
  const members = shallowRef<ReadonlyMap<MemberId, Member>>(new Map());
  const voiceMembers = shallowRef<VoiceMembers>(new Map());
  /** What oneself may on the server as a whole. */
  const ownBits = shallowRef(0);
  let lifetime = new Lifetime();
  let attached: ServerSession | undefined;
  let idle = false;

  /** Follows a session from the moment it is opened. */
  function attach(session: ServerSession, identity: Identity): void {
    lifetime.end();
    lifetime = new Lifetime();
    attached = session;
    let stopping = false;
    state.value = { kind: 'connecting', as: identity.kind, problem: undefined };

    const { events, signaling } = session;
    lifetime.add(
      events.on('welcomed', ({ welcome }) => {
        stopping = false;
        rememberToken(session.at.place, welcome.token);
        take(welcome);
        if (idle) {
          tellIdle(); // every connection begins as online
        }
      }),
    );
    lifetime.add(
      events.on('lost', ({ error }) => {
        // Nobody tells any more who speaks: whoever spoke last must not seem to go on.
        voiceMembers.value = silenced(voiceMembers.value);
        state.value =
          self.value === undefined
            ? { kind: 'connecting', as: identity.kind, problem: error }
            : { kind: 'lost', stopping, error };
      }),
    );
    lifetime.add(
      events.on('waiting', () => {
        state.value = { kind: 'waiting' };
      }),
    );
    lifetime.add(
      events.on('refused', ({ error }) => {
        const asksName = ASKS_NAME.has(error.code);
        if (asksName) {
          forgetToken(session.at.place);
        }
        if (asksName || (identity.kind !== 'session' && self.value === undefined)) {
          detach(error);
        } else {
          state.value = { kind: 'refused', error };
        }
      }),
    );
    lifetime.add(
      signaling.onNotice('serverStopping', () => {
        stopping = true;
      }),
    );
    lifetime.add(
      signaling.onNotice('partyRenamed', (renamed) => {
        name.value = renamed.name;
      }),
    );
    lifetime.add(
      signaling.onNotice('roomChanged', ({ channelId, events: happened }) => {
        voiceMembers.value = applyRoomEvents(voiceMembers.value, channelId, happened);
      }),
    );
    lifetime.add(
      signaling.onNotice('channelChanged', ({ channel }) => {
        channels.value = [...channels.value.filter(({ id }) => id !== channel.id), channel];
      }),
    );
    lifetime.add(
      signaling.onNotice('channelDeleted', ({ channelId }) => {
        channels.value = channels.value.filter(({ id }) => id !== channelId);
      }),
    );
    lifetime.add(
      signaling.onNotice('channelsArranged', (arranged) => {
        const places = new Map(arranged.places.map((place) => [place.channelId, place]));
        categories.value = arranged.categories;
        channels.value = channels.value.map((channel) => {
          const { categoryId, position } = places.get(channel.id) ?? channel;
          return { ...channel, categoryId, position };
        });
      }),
    );
    lifetime.add(
      signaling.onNotice('accessChanged', ({ access, channels: seen, voice }) => {
        channels.value = seen;
        ownBits.value = access.server;
        voiceMembers.value = groupVoiceMembers(voice);
      }),
    );
    lifetime.add(
      signaling.onNotice('membersChanged', ({ members: changed }) => {
        const now = new Map(members.value);
        for (const member of changed) {
          now.set(member.id, member);
        }
        members.value = now;
        followSelf();
      }),
    );
  }

  /** One's own name may have been changed, here or on another device. */
  function followSelf(): void {
    const name = self.value === undefined ? undefined : members.value.get(self.value.memberId)?.name;
    if (self.value !== undefined && name !== undefined && name !== self.value.name) {
      self.value = { ...self.value, name };
    }
  }

  function take(welcome: Welcome): void {
    name.value = welcome.server.name;
    self.value = welcome.self;
    ownBits.value = welcome.access.server;
    channels.value = welcome.channels;
    categories.value = welcome.categories;
    members.value = new Map(welcome.members.map((member) => [member.id, member]));
    voiceMembers.value = groupVoiceMembers(welcome.voice);
    state.value = { kind: 'welcomed' };
  }

  function setIdle(now: boolean): void {
    idle = now;
    tellIdle();
  }

  function tellIdle(): void {
    if (attached?.welcome !== undefined) {
      // One that gets lost is told again with the next change, or the next connection.
      attached.signaling.request('setPresence', { idle }).catch(() => undefined);
    }
  }

  /** What changes by it is shown by the notice. @throws AppError */
  async function ask<Name extends RequestName>(name: Name, data: RequestInput<Name>): Promise<RequestAnswer<Name>> {
    if (attached === undefined) {
      throw new AppError('disconnected', 'asked without a connection');
    }
    return attached.signaling.request(name, data);
  }

  /** Of oneself, for everybody. @throws AppError */
  async function updateProfile(change: RequestInput<'updateProfile'>): Promise<void> {
    const { member } = await ask('updateProfile', change);
    members.value = new Map(members.value).set(member.id, member);
    followSelf();
  }

  /** Back to asking the name; nothing of the server stays. */
  function detach(problem?: AppError): void {
    lifetime.end();
    attached = undefined;
    self.value = undefined;
    channels.value = [];
    categories.value = [];
    members.value = new Map();
    voiceMembers.value = new Map();
    state.value = { kind: 'signedOut', problem };
  }

  onScopeDispose(() => {
    lifetime.end();
  });

  return {
    state,
    name,
    self,
    members,
    voiceMembers,
    textChannels: computed(() => inOrder.value.filter((one): one is TextChannel => one.kind === 'text')),
    voiceChannels: computed(() => inOrder.value.filter((one): one is VoiceChannel => one.kind === 'voice')),
    categories,
    /** The channels as they stand in the list. */
    groups,
    /** Oneself may make, change, order and delete channels. */
    managesChannels: computed(() => hasBit(ownBits.value, 'manageChannels')),
    /** There is something to show, even if the connection is away right now. */
    known: computed(() => self.value !== undefined),
    /** The voice channel oneself is in, be it from another device. */
    ownVoiceChannel: computed(
      () =>
        [...voiceMembers.value].find(([, people]) =>
          people.some(({ memberId }) => memberId === self.value?.memberId),
        )?.[0],
    ),
    channel: (channelId: ChannelId): Channel | undefined => channels.value.find(({ id }) => id === channelId),
    channelName: (channelId: ChannelId): string | undefined => channels.value.find(({ id }) => id === channelId)?.name,
    /** Its name, told before one is let in; undefined for one that nobody told of yet. */
    introduce: (told: string | undefined) => {
      name.value = told;
    },
    attach,
    detach,
    setIdle,
    ask,
    updateProfile,
  };
});
