import { watch } from 'vue';
import { useVideoStore } from '../stores/video.ts';
import { useText } from '../text/index.ts';
import { useStage } from './useStage.ts';

/** What a screen reader is told of pictures: what one's own keys did, and screens that others offer or withdraw. */
export function useVideoAnnouncements(say: (sentence: string) => void): void {
  const video = useVideoStore();
  const tiles = useStage();
  const { t } = useText();

  watch(
    () => video.camera.kind === 'on',
    (on) => {
      say(on ? t('seen.cameraOn') : t('seen.cameraOff'));
    },
  );
  watch(
    () => video.share.kind === 'on',
    (on) => {
      say(on ? t('seen.shareOn') : t('seen.shareOff'));
    },
  );
  const names = (): readonly string[] =>
    tiles.value.filter(({ self, source }) => !self && source === 'screen').map(({ name }) => name);
  watch(names, (now, before) => {
    const came = now.find((name) => !before.includes(name));
    const went = before.find((name) => !now.includes(name));
    if (came !== undefined) {
      say(t('seen.offered', { name: came }));
    } else if (went !== undefined && video.possible) {
      say(t('seen.withdrawn', { name: went }));
    }
  });
}
