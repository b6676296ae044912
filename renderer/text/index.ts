import { computed, type ComputedRef, type Plugin } from 'vue';
import { createI18n, useI18n } from 'vue-i18n';
import type { AppError } from '../../common/errors.ts';
import type { Catalog } from './catalog.ts';
import { en } from './en.ts';
import { isolated } from './isolate.ts';
import { hearLaterWords } from './later.ts';
import { FAILURES, type FailureAction } from './failures.ts';
import { LOCALES, type Locale } from './locales.ts';

/** `group.leaf` for every sentence of the catalogs, so that a misspelt key does not compile. */
export type TextKey = {
  [Group in keyof Catalog]: `${Group}.${keyof Catalog[Group] & string}`;
}[keyof Catalog];

export type TextValues = Readonly<Record<string, string | number>>;

export interface ToldFailure {
  readonly sentence: string;
  readonly action: FailureAction | undefined;
}

export interface Text {
  readonly locale: ComputedRef<Locale>;
  readonly t: (key: TextKey, values?: TextValues) => string;
  /** The form of the sentence for this many; `{count}` is filled in. */
  readonly plural: (key: TextKey, count: number, values?: TextValues) => string;
  readonly failure: (error: AppError) => ToldFailure;
}

const isLocale = (value: string): value is Locale => LOCALES.some((locale) => locale === value);

/**
 * The words of a language. English is there from the start, for whatever cannot be loaded, and gets the words of parts
 * that come later with them; others come whole when they are spoken.
 */
export const loadWords = async (locale: Locale): Promise<typeof en> =>
  locale === 'en' ? en : (await import('./ptBR.ts')).ptBR;

/** @param words of the locale; undefined where they could not be loaded */
export const createText = (locale: Locale, words: typeof en | undefined): Plugin<[]> => {
  const i18n = createI18n({
    legacy: false,
    locale: words === undefined ? 'en' : locale,
    fallbackLocale: 'en',
    messages: words === undefined ? { en } : { en, [locale]: words },
    missingWarn: false,
    fallbackWarn: false,
  });
  hearLaterWords((later) => {
    i18n.global.mergeLocaleMessage('en', later);
  });
  return i18n;
};

const embedded = (values: TextValues): TextValues =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? isolated(value) : value]),
  );

export function useText(): Text {
  const { t, locale: current } = useI18n({ useScope: 'global' });
  const locale = computed<Locale>(() => (isLocale(current.value) ? current.value : 'en'));
  return {
    locale,
    t: (key, values = {}) => t(key, embedded(values)),
    plural: (key, count, values = {}) => t(key, { count, ...embedded(values) }, count),
    failure: (error) => {
      const { sentence, action } = FAILURES[error.code];
      const seconds = String(Math.max(1, Math.ceil((error.retryAfterMs ?? 1_000) / 1_000)));
      return { sentence: sentence[locale.value].replace('{seconds}', seconds), action };
    },
  };
}
