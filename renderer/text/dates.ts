import { computed, type ComputedRef } from 'vue';
import { useText } from './index.ts';

const DAY_MS = 86_400_000;

const startOfDay = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);

export interface Dates {
  readonly time: ComputedRef<(ms: number) => string>;
  readonly full: ComputedRef<(ms: number) => string>;
  /** Day and time, for lists: `Nov 25, 2026, 9:41 AM`. */
  readonly short: ComputedRef<(ms: number) => string>;
  /** Today, yesterday, or the date. */
  readonly day: ComputedRef<(ms: number) => string>;
}

export const sameDay = (a: number, b: number): boolean => startOfDay(a) === startOfDay(b);

/** Minutes and seconds of a duration, hours where there are any: `2:14`, `1:02:14`. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
  const hours = Math.floor(seconds / 3_600);
  return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':').replace(/^0(?=\d:)/, '');
}

/** Formats of the person's language, made once for each language rather than for each message. */
export function useDates(): Dates {
  const { locale, t } = useText();
  return {
    time: computed(() => {
      const format = new Intl.DateTimeFormat(locale.value, { hour: 'numeric', minute: '2-digit' });
      return (ms) => format.format(ms);
    }),
    full: computed(() => {
      const format = new Intl.DateTimeFormat(locale.value, { dateStyle: 'full', timeStyle: 'short' });
      return (ms) => format.format(ms);
    }),
    short: computed(() => {
      const format = new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle: 'short' });
      return (ms) => format.format(ms);
    }),
    day: computed(() => {
      const format = new Intl.DateTimeFormat(locale.value, { weekday: 'long', day: 'numeric', month: 'long' });
      return (ms) => {
        const daysAgo = Math.round((startOfDay(Date.now()) - startOfDay(ms)) / DAY_MS);
        if (daysAgo === 0) {
          return t('messages.today');
        }
        return daysAgo === 1 ? t('messages.yesterday') : format.format(ms);
      };
    }),
  };
}
