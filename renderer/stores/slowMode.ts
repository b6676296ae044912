import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ChannelId } from '../../common/ids.ts';

/** Until when one waits before writing again, by channel; wall clock, milliseconds. */
export const useSlowModeStore = defineStore('slowMode', () => {
  const until = shallowRef<ReadonlyMap<ChannelId, number>>(new Map());
  return {
    untilOf: (channelId: ChannelId): number => until.value.get(channelId) ?? 0,
    wait: (channelId: ChannelId, forMs: number) => {
      until.value = new Map(until.value).set(channelId, Date.now() + forMs);
    },
  };
});
