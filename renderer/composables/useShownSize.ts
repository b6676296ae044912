import { useDocumentVisibility, useElementSize, useIntersectionObserver } from '@vueuse/core';
import { computed, onScopeDispose, shallowRef, watchEffect, type ComputedRef, type Ref } from 'vue';
import { useVideoStore } from '../stores/video.ts';
import type { VideoKey } from '../voice/video/VideoState.ts';

/**
 * Tells that a picture is seen, and in which size, while it is: in view, in a page that is looked at, or in a window of
 * its own. What nobody sees is not received.
 * @param apartPx its height in device pixels in a window of its own, undefined while it has none
 * @returns whether it is seen
 */
export function useShownSize(
  element: Readonly<Ref<HTMLElement | null>>,
  key: () => VideoKey | undefined,
  apartPx: () => number | undefined,
): ComputedRef<boolean> {
  const video = useVideoStore();
  const inView = shallowRef(false);
  const visibility = useDocumentVisibility();
  const { height } = useElementSize(element);
  useIntersectionObserver(element, (entries) => {
    inView.value = entries.at(-1)?.isIntersecting === true;
  });

  const seen = computed(() => apartPx() !== undefined || (inView.value && visibility.value === 'visible'));
  let told: VideoKey | undefined;

  function hide(): void {
    if (told !== undefined) {
      video.hide(told);
      told = undefined;
    }
  }

  watchEffect(() => {
    const now = key();
    const heightPx = Math.round(apartPx() ?? height.value * window.devicePixelRatio);
    if (now !== told || !seen.value) {
      hide();
    }
    if (now !== undefined && seen.value && heightPx > 0) {
      told = now;
      video.show(now, heightPx);
    }
  });
  onScopeDispose(hide);
  return seen;
}
