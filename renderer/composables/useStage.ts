import { computed, type ComputedRef } from 'vue';
import type { MemberId } from '../../common/ids.ts';
import { useServerStore } from '../stores/server.ts';
import { useVideoStore } from '../stores/video.ts';
import { useVoiceStore } from '../stores/voice.ts';
import { useText } from '../text/index.ts';
import { videoKey, type VideoKey, type VideoSource } from '../voice/video/VideoState.ts';
import { useVoicePeople, type VoicePerson } from './useVoicePeople.ts';

/** Somebody's place on the stage, with their camera in it if there is one; their screen, or the offer of it. */
export interface StageTile {
  readonly key: VideoKey;
  readonly memberId: MemberId;
  readonly person: VoicePerson;
  readonly name: string;
  readonly source: VideoSource;
  readonly self: boolean;
  /** Their place without a picture in it. */
  readonly bare: boolean;
  /** There is a camera that is not wanted here. */
  readonly hidden: boolean;
  /** undefined: nothing is received yet */
  readonly media: MediaStream | undefined;
  /** Its owner holds it back. */
  readonly held: boolean;
  /** A screen that this person does not watch. */
  readonly offered: boolean;
  /** There is something to hear of it. */
  readonly sound: boolean;
}

/**
 * Everybody in one's call and everything they show, in an order that only people who come and go change: that of the
 * call's list, a person's screen before the place that is theirs whether their camera is on or not.
 */
export function useStage(): ComputedRef<readonly StageTile[]> {
  const server = useServerStore();
  const voice = useVoiceStore();
  const video = useVideoStore();
  const { t } = useText();
  const people = useVoicePeople(() => (voice.state.kind === 'idle' ? undefined : voice.state.channelId));

  const own = computed(() => {
    const of = (source: VideoSource): { readonly on: boolean; readonly media: MediaStream | undefined } => {
      const state = source === 'camera' ? video.camera : video.share;
      return state.kind === 'on' ? { on: true, media: state.media } : { on: false, media: undefined };
    };
    return { camera: of('camera'), screen: of('screen') };
  });

  function tileOf(person: VoicePerson, source: VideoSource): StageTile {
    const { memberId, self } = person;
    const key = videoKey(source, memberId);
    const remote = video.videos.get(key);
    const there = self ? own.value[source].on : remote !== undefined;
    const hidden = there && !self && source === 'camera' && video.hiddenPeople.has(memberId);
    return {
      key,
      memberId,
      person,
      name: person.name ?? server.members.get(memberId)?.name ?? t('person.unknown'),
      source,
      self,
      bare: !there || hidden,
      hidden,
      media: self ? own.value[source].media : remote?.media,
      held: remote?.held === true,
      offered: !self && source === 'screen' && !video.watched.has(memberId),
      sound: remote?.sound === true,
    };
  }

  return computed(() =>
    people.value.flatMap((person) => {
      const screen = tileOf(person, 'screen');
      return [...(screen.bare ? [] : [screen]), tileOf(person, 'camera')];
    }),
  );
}
