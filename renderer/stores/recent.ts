import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { z } from 'zod';
import { readStored, writeStored } from '../platform/storage.ts';

const KEY = 'yankcord.recent';
const KEPT = 50;

const stored = z.array(z.string().max(128).catch('')).catch([]);

/** Where the person went last, latest first, by ids of channels and members; kept on this device. */
export const useRecentStore = defineStore('recent', () => {
  const ids = shallowRef<readonly string[]>(
    stored
      .parse(readStored(KEY))
      .filter((id) => id !== '')
      .slice(0, KEPT),
  );
  return {
    /** 0 is the latest; undefined: not lately. */
    ranks: computed<ReadonlyMap<string, number>>(() => new Map(ids.value.map((id, rank) => [id, rank]))),
    visit: (id: string) => {
      ids.value = [id, ...ids.value.filter((other) => other !== id)].slice(0, KEPT);
      writeStored(KEY, ids.value);
    },
  };
});
