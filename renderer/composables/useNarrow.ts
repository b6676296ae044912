import { useMediaQuery } from '@vueuse/core';
import type { Ref } from 'vue';

/** One column with a bar below; the same width as `--breakpoint-mid`. */
export const useNarrow = (): Readonly<Ref<boolean>> => useMediaQuery('(width < 720px)');
