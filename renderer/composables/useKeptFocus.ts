import { onBeforeUpdate, onUpdated, type Ref } from 'vue';

/**
 * Whoever presses a button that goes by being pressed keeps a place for the keyboard: the focus would fall back to the
 * beginning of the page.
 * @param fallback gets it, of what is there afterwards
 */
export function useKeptFocus(
  root: Readonly<Ref<HTMLElement | null>>,
  fallback: (root: HTMLElement) => HTMLElement | null,
): void {
  let focused: Element | undefined;
  onBeforeUpdate(() => {
    const { activeElement } = document;
    focused = activeElement !== null && root.value?.contains(activeElement) === true ? activeElement : undefined;
  });
  onUpdated(() => {
    if (focused?.isConnected === false && root.value !== null) {
      fallback(root.value)?.focus();
    }
    focused = undefined;
  });
}
