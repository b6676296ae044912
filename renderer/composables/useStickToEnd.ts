import { useEventListener, useResizeObserver } from '@vueuse/core';
import { nextTick, onMounted, ref, watch, type Ref, type ShallowRef } from 'vue';

/** Closer to the end than this counts as being there. */
const NEAR_PX = 64;

export interface StickToEnd {
  readonly atEnd: Ref<boolean>;
  readonly toEnd: () => void;
}

/**
 * Keeps a scrolling list at its end while the reader is there, and where the reader is while older items come in
 * above.
 * @param first identity of the first item: when it changes, something was put in front
 */
export function useStickToEnd(
  scroller: Readonly<ShallowRef<HTMLElement | null>>,
  content: Readonly<ShallowRef<HTMLElement | null>>,
  first: () => unknown,
): StickToEnd {
  const atEnd = ref(true);

  function toEnd(): void {
    const element = scroller.value;
    if (element !== null) {
      element.scrollTop = element.scrollHeight;
      atEnd.value = true;
    }
  }

  useEventListener(
    scroller,
    'scroll',
    () => {
      const element = scroller.value;
      if (element !== null) {
        atEnd.value = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      }
    },
    { passive: true },
  );
  // New items, a taller composer, a rotated phone: whatever changes a height while one is at the end.
  useResizeObserver([scroller, content], () => {
    if (atEnd.value) {
      toEnd();
    }
  });
  watch(first, async () => {
    const element = scroller.value;
    if (element === null || atEnd.value) {
      return;
    }
    const fromEnd = element.scrollHeight - element.scrollTop;
    await nextTick();
    element.scrollTop = element.scrollHeight - fromEnd;
  });
  onMounted(toEnd);
  return { atEnd, toEnd };
}
