import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { WindowState } from '../../common/ipc/window.ts';
import { usePlatform } from './usePlatform.ts';

/** How the app's window stands; undefined in a browser, and until main has said so. */
export function useWindowState(): Readonly<ShallowRef<WindowState | undefined>> {
  const state = shallowRef<WindowState>();
  const { window } = usePlatform();
  if (window === undefined) {
    return state;
  }
  onScopeDispose(
    window.onChanged((changed) => {
      state.value = changed;
    }),
  );
  window.getState().then(
    (now) => (state.value ??= now),
    () => undefined, // the buttons stay as on most platforms
  );
  return state;
}
