import { computed, watch, type ComputedRef } from 'vue';
import { useNavigationStore } from '../stores/navigation.ts';
import { useVideoStore } from '../stores/video.ts';

/**
 * Whether the pictures of the call stand in place of the messages. They come by themselves with the first picture, unless
 * somebody is writing: then nothing moves under their hands, and the dock has a button.
 */
export function useStageOpening(): ComputedRef<boolean> {
  const video = useVideoStore();
  const navigation = useNavigationStore();
  const shown = computed(() => video.videos.size > 0 || video.camera.kind === 'on' || video.share.kind === 'on');

  watch(shown, (isShown) => {
    if (isShown && !writing()) {
      navigation.stageShown = true;
    }
  });
  watch(
    () => video.possible,
    (possible) => {
      if (!possible) {
        navigation.stageShown = false;
      }
    },
  );
  return computed(() => navigation.stageShown && video.possible);
}

function writing(): boolean {
  const { activeElement } = document;
  return activeElement instanceof HTMLTextAreaElement && activeElement.value !== '';
}
