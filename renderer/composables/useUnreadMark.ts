import { useFavicon } from '@vueuse/core';
import { computed } from 'vue';
import { useReadsStore } from '../stores/reads.ts';

/** The page's icon has a mark while something is unread. */
export function useUnreadMark(): void {
  const reads = useReadsStore();
  useFavicon(
    computed(() => (reads.unread > 0 ? '/favicon-unread.svg' : '/favicon.svg')),
    { rel: 'icon' },
  );
}
