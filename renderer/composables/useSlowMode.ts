import { useIntervalFn } from '@vueuse/core';
import { computed, shallowRef, watch, type ComputedRef } from 'vue';
import type { Channel } from '../../common/community.ts';
import { useAccessStore } from '../stores/access.ts';
import { useSlowModeStore } from '../stores/slowMode.ts';
import { useText } from '../text/index.ts';

const TICK_MS = 500;
const MINUTE = 60;

/** How long one has to wait in a channel with slow mode, in words; empty where one may write. */
export function useSlowMode(channel: () => Channel): { waiting: ComputedRef<boolean>; line: ComputedRef<string> } {
  const access = useAccessStore();
  const slow = useSlowModeStore();
  const { t, locale } = useText();
  const nowMs = shallowRef(Date.now());
  const { pause, resume } = useIntervalFn(
    () => {
      nowMs.value = Date.now();
    },
    TICK_MS,
    { immediate: false },
  );

  const slowed = computed(() => channel().slowModeSeconds > 0 && !access.may('manageMessages', channel().id));
  const leftSeconds = computed(() =>
    // Whoever set it shorter meanwhile set it for those who wait too.
    Math.min(channel().slowModeSeconds, Math.max(0, Math.ceil((slow.untilOf(channel().id) - nowMs.value) / 1_000))),
  );
  const waiting = computed(() => slowed.value && leftSeconds.value > 0);
  watch(
    () => slow.untilOf(channel().id),
    () => {
      nowMs.value = Date.now();
    },
    { immediate: true },
  );
  // Nothing ticks while nobody waits.
  watch(
    waiting,
    (now) => {
      if (now) {
        resume();
      } else {
        pause();
      }
    },
    { immediate: true },
  );

  const timeOf = (seconds: number): string => {
    const [value, unit] = seconds > MINUTE ? [Math.ceil(seconds / MINUTE), 'minute'] : [seconds, 'second'];
    return new Intl.NumberFormat(locale.value, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  };
  return {
    waiting,
    line: computed(() => {
      if (!slowed.value) {
        return '';
      }
      return waiting.value
        ? t('channelEdit.waiting', { time: timeOf(leftSeconds.value) })
        : t('channelEdit.slowHint', { time: timeOf(channel().slowModeSeconds) });
    }),
  };
}
