import { computed, type ComputedRef } from 'vue';
import { useText } from './index.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
const STEP = 1_000;

/** Bytes as people say them: `340 kB`, `2.1 MB`. */
export function useSizes(): ComputedRef<(bytes: number) => string> {
  const { locale } = useText();
  return computed(() => {
    const formats = UNITS.map(
      (unit) =>
        new Intl.NumberFormat(locale.value, {
          style: 'unit',
          unit,
          unitDisplay: unit === 'byte' ? 'long' : 'short',
          maximumFractionDigits: 1,
        }),
    );
    return (bytes) => {
      const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
      return formats[step]?.format(bytes / STEP ** step) ?? '';
    };
  });
}
