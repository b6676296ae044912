import { useEventListener, useResizeObserver } from '@vueuse/core';
import { onMounted, ref, type Ref, type ShallowRef } from 'vue';

/** Closer to the end than this counts as being there. */
const NEAR_PX = 64;

export interface StickToEnd {
  readonly atEnd: Ref<boolean>;
  readonly toEnd: () => void;
}

/**
 * Keeps a scrolling list at its end while the reader is there.
 * @param whole whether what it ends with is the newest; where more follows there is no end to be kept at
 */
export function useStickToEnd(
  scroller: Readonly<ShallowRef<HTMLElement | null>>,
  content: Readonly<ShallowRef<HTMLElement | null>>,
  whole: () => boolean,
): StickToEnd {
  const atEnd = ref(true);

  function toEnd(): void {
    const element = scroller.value;
    if (element !== null) {
      element.scrollTop = element.scrollHeight;
      atEnd.value = true;
    }
  }

  let lastTop = 0;
  useEventListener(
    scroller,
    'scroll',
    () => {
      const element = scroller.value;
      if (element === null) {
        return;
      }
      const up = element.scrollTop < lastTop;
      lastTop = element.scrollTop;
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      if (near || up || !whole()) {
        atEnd.value = near && whole();
      } else if (atEnd.value) {
        toEnd(); // nobody went away from the end: it moved while this was on its way
      }
    },
    { passive: true },
  );
  // New items, a taller composer, a rotated phone: whatever changes a height while one is at the end.
  useResizeObserver([scroller, content], () => {
    if (atEnd.value && whole()) {
      toEnd();
    }
  });
  onMounted(toEnd);
  return { atEnd, toEnd };
}
