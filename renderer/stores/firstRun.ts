import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { z } from 'zod';
import { readStored, writeStored } from '../platform/storage.ts';
import { oneForAll } from './oneForAll.ts';
import { useServerStore } from './server.ts';

const FIRST_RUN_KEY = 'yankcord.firstRun';

const stored = z.object({ soundChecked: z.boolean().catch(false) }).catch({ soundChecked: false });

const onThisDevice = oneForAll(() => shallowRef(stored.parse(readStored(FIRST_RUN_KEY) ?? {}).soundChecked));

/** What is offered once on this device: a look at one's sound, when one is on a server for the first time. */
export const useFirstRunStore = defineStore('firstRun', () => {
  const server = useServerStore();
  const soundChecked = onThisDevice();

  return {
    offered: computed(() => server.known && !soundChecked.value),
    /** Gone through, skipped, or not needed by somebody who is in a call already. */
    finish: () => {
      soundChecked.value = true;
      writeStored(FIRST_RUN_KEY, { soundChecked: true });
    },
  };
});
