import { computed, type ComputedRef } from 'vue';
import { useNavigationStore } from '../stores/navigation.ts';
import { useVideoStore } from '../stores/video.ts';
import { useNarrow } from './useNarrow.ts';

/** Whether the stage is what one looks at: a narrow screen shows one place at a time. */
export function useStageSeen(): ComputedRef<boolean> {
  const navigation = useNavigationStore();
  const video = useVideoStore();
  const narrow = useNarrow();
  return computed(() => navigation.stageShown && video.possible && (!narrow.value || navigation.place === 'messages'));
}
