import { nextTick, watch, type ShallowRef } from 'vue';

/**
 * Keeps what is before the eyes where it is while items come or go above it: the first item that can be seen is found
 * again after the change, and stands at the same height. Browsers do so themselves, each in its way, and none at the top.
 * @param edges identities of the first and the last item: when one changes, something came or went
 * @param idle whether there is another rule for where to be, such as at the end
 */
export function useHeldPlace(
  scroller: Readonly<ShallowRef<HTMLElement | null>>,
  edges: () => readonly unknown[],
  idle: () => boolean,
): void {
  watch(edges, async () => {
    const element = scroller.value;
    if (element === null || idle()) {
      return;
    }
    const top = element.getBoundingClientRect().top;
    const anchor = [...element.querySelectorAll<HTMLElement>('[data-message-id]')].find(
      (item) => item.getBoundingClientRect().bottom > top,
    );
    const id = anchor?.dataset['messageId'];
    if (anchor === undefined || id === undefined) {
      return;
    }
    const before = anchor.getBoundingClientRect().top;
    await nextTick();
    // It may be another element by now: groups are drawn anew when something comes in front of them.
    const after = element.querySelector(`[data-message-id="${CSS.escape(id)}"]`);
    if (after !== null && !idle()) {
      element.scrollTop += after.getBoundingClientRect().top - before;
    }
  });
}
