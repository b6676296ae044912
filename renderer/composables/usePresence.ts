import { useIdle } from '@vueuse/core';
import { watch } from 'vue';
import { useServerStore } from '../stores/server.ts';

const IDLE_AFTER_MS = 5 * 60_000;

/** Tells the server when the person has not touched the app for a while, and when they are back. */
export function usePresence(): void {
  const server = useServerStore();
  const { idle } = useIdle(IDLE_AFTER_MS);
  watch(idle, server.setIdle);
}
