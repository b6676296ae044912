import { computed, type ComputedRef } from 'vue';
import { useText } from '../text/index.ts';

export interface Figures {
  readonly whole: ComputedRef<(value: number) => string>;
  readonly ms: ComputedRef<(value: number) => string>;
  /** @param value bit/s */
  readonly kbps: ComputedRef<(value: number) => string>;
  /** @param value 0 to 100 */
  readonly percent: ComputedRef<(value: number) => string>;
}

/** Measurements as people read them, in their language, with their units. */
export function useFigures(): Figures {
  const { t, locale } = useText();
  const integer = computed(() => new Intl.NumberFormat(locale.value, { maximumFractionDigits: 0 }));
  const share = computed(
    () => new Intl.NumberFormat(locale.value, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  );
  return {
    whole: computed(() => (value) => integer.value.format(value)),
    ms: computed(() => (value) => t('connection.ms', { value: integer.value.format(value) })),
    kbps: computed(() => (value) => t('connection.kbps', { value: integer.value.format(value / 1_000) })),
    percent: computed(() => (value) => share.value.format(value / 100)),
  };
}
