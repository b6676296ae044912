import { onScopeDispose, watch } from 'vue';
import { useServerStore } from '../stores/server.ts';
import { fetchParts } from './lazyPart.ts';
import { usePlatform } from './usePlatform.ts';

/** Long enough for a call that is entered at once: nothing is fetched beside it. */
const CALM_MS = 5_000;

/**
 * In a browser the app's later parts come from the server, which may be away when they are opened first: they are fetched
 * once all is calm, unless the person saves data.
 */
export function useFetchedParts(): void {
  const server = useServerStore();
  if (usePlatform().kind === 'desktop' || savesData()) {
    return;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gone = false;
  const mayGoOn = (): boolean => !gone && server.state.kind === 'welcomed';
  watch(
    () => server.state.kind,
    (now) => {
      clearTimeout(timer);
      if (now === 'welcomed') {
        timer = setTimeout(() => void fetchParts(mayGoOn), CALM_MS);
      }
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    gone = true;
    clearTimeout(timer);
  });
}

/** Not told by every browser, nor by TypeScript's DOM. */
function savesData(): boolean {
  const connection: unknown = Reflect.get(navigator, 'connection');
  return typeof connection === 'object' && connection !== null && Reflect.get(connection, 'saveData') === true;
}
