import { computed, type ComputedRef } from 'vue';
import type { MemberId } from '../../common/ids.ts';
import { useServerStore } from '../stores/server.ts';
import { useVideoStore } from '../stores/video.ts';
import { useVoiceStore } from '../stores/voice.ts';
import { useText } from '../text/index.ts';
import { videoKey, type VideoKey, type VideoSource } from '../voice/video/VideoState.ts';
import { useVoicePeople } from './useVoicePeople.ts';

/** One picture on the stage, or the offer of one. */
export interface StageTile {
  readonly key: VideoKey;
  readonly memberId: MemberId;
  readonly name: string;
  readonly source: VideoSource;
  readonly self: boolean;
  readonly speaking: boolean;
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
 * Everything there is to see in one's call, in an order that only people who come and go change: that of the call's list,
 * a person's screen before their camera.
 */
export function useStage(): ComputedRef<readonly StageTile[]> {
  const server = useServerStore();
  const voice = useVoiceStore();
  const video = useVideoStore();
  const { t } = useText();
  const people = useVoicePeople(() => (voice.state.kind === 'idle' ? undefined : voice.state.channelId));

  const own = computed(() => {
    const media = (source: VideoSource): MediaStream | undefined => {
      const state = source === 'camera' ? video.camera : video.share;
      return state.kind === 'on' ? state.media : undefined;
    };
    return { camera: media('camera'), screen: media('screen') };
  });

  return computed(() =>
    people.value.flatMap(({ memberId, name, self, speaking }) =>
      (['screen', 'camera'] as const).flatMap((source): StageTile[] => {
        const key = videoKey(source, memberId);
        const remote = video.videos.get(key);
        const media = self ? own.value[source] : remote?.media;
        if (self ? media === undefined : remote === undefined) {
          return [];
        }
        return [
          {
            key,
            memberId,
            name: name ?? server.members.get(memberId)?.name ?? t('person.unknown'),
            source,
            self,
            speaking,
            media,
            held: remote?.held === true,
            offered: !self && source === 'screen' && !video.watched.has(memberId),
            sound: remote?.sound === true,
          },
        ];
      }),
    ),
  );
}
