import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { z } from 'zod';
import type { CategoryId } from '../../common/ids.ts';
import { readStored, writeStored } from '../platform/storage.ts';

const KEY = 'yankcord.folded';
const KEPT = 200;

const stored = z.array(z.string().max(128).catch('')).catch([]);

/** Categories whose channels are not shown; kept on this device. Ids of different servers are never the same. */
export const useFoldedStore = defineStore('folded', () => {
  const ids = shallowRef<readonly string[]>(stored.parse(readStored(KEY)).slice(-KEPT));
  return {
    has: (id: CategoryId): boolean => ids.value.includes(id),
    toggle: (id: CategoryId) => {
      const others = ids.value.filter((other) => other !== id);
      ids.value = (others.length < ids.value.length ? others : [...others, id]).slice(-KEPT);
      writeStored(KEY, ids.value);
    },
  };
});
