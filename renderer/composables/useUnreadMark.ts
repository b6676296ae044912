import { useFavicon } from '@vueuse/core';
import { computed } from 'vue';
import { useMessagesStore } from '../stores/messages.ts';

/** The page's icon has a mark while something is unread. */
export function useUnreadMark(): void {
  const messages = useMessagesStore();
  useFavicon(
    computed(() => (messages.unread > 0 ? '/favicon-unread.svg' : '/favicon.svg')),
    { rel: 'icon' },
  );
}
