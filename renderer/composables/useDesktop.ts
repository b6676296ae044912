import { onScopeDispose } from 'vue';
import type { Platform } from '../platform/index.ts';
import { useNavigationStore } from '../stores/navigation.ts';
import { useGlobalKeys } from './useGlobalKeys.ts';
import type { Hosting } from './useHosting.ts';
import { useOpenServer } from './useOpenServer.ts';
import { useOutside } from './useOutside.ts';
import type { Feed } from './useTalkKey.ts';

/** What main asks of the page, and the page tells main. Nothing in a browser. */
export function useDesktop({ app, shortcuts, status }: Platform, feed: Feed, hosting: Hosting | undefined): void {
  const navigation = useNavigationStore();
  const { open } = useOpenServer();
  if (status !== undefined) {
    useOutside(status, hosting);
  }
  if (shortcuts !== undefined) {
    useGlobalKeys(shortcuts, feed);
  }
  if (app !== undefined) {
    onScopeDispose(
      app.onCloseAsked(() => {
        if (open.shown.value) {
          navigation.dialog = 'closing';
        }
      }),
    );
  }
}
