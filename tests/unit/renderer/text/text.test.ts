import { describe, expect, it } from 'vitest';
import { createI18n } from 'vue-i18n';
import { ERROR_CODES } from '../../../../common/errors.ts';
import { elapsedText, sameDay } from '../../../../renderer/text/dates.ts';
import type { Catalog } from '../../../../renderer/text/catalog.ts';
import { FAILURES } from '../../../../renderer/text/failures.ts';
import { bestLocale } from '../../../../renderer/text/locales.ts';
import { ptBR } from '../../../../renderer/text/ptBR.ts';
import { english } from '../../../fakes/words.ts';

type Leaves = readonly (readonly [string, string])[];
const leaves = (catalog: Catalog): Leaves =>
  Object.entries(catalog).flatMap(([group, sentences]) =>
    Object.entries(sentences).map(([name, sentence]) => [`${group}.${name}`, sentence] as const),
  );
const gaps = (sentence: string): string[] => [...new Set(sentence.match(/\{\w+\}/g))].sort();

describe('catalogs', () => {
  const translated = new Map(leaves(ptBR));

  it.each(leaves(english))('%s says the same thing in both languages', (key, sentence) => {
    const other = translated.get(key) ?? '';
    expect(other.trim()).not.toBe('');
    expect(gaps(other)).toEqual(gaps(sentence));
    expect(other.split(' | ')).toHaveLength(sentence.split(' | ').length);
  });

  it('have nothing in them that their reader takes for a sign of its own', () => {
    const messages = { en: english, 'pt-BR': ptBR };
    for (const locale of ['en', 'pt-BR'] as const) {
      const { t } = createI18n({ legacy: false, locale, messages, missingWarn: false, fallbackWarn: false }).global;
      for (const [key] of leaves(messages[locale])) {
        expect(() => t(key), key).not.toThrow();
      }
    }
  });
});

describe('failures', () => {
  it.each(ERROR_CODES)('%s is a sentence in both languages', (code) => {
    const { sentence } = FAILURES[code];
    expect(sentence.en).toMatch(/[.?!]$/);
    expect(sentence['pt-BR']).toMatch(/[.?!]$/);
    expect(gaps(sentence['pt-BR'])).toEqual(gaps(sentence.en));
  });
});

describe('locales', () => {
  it.each([
    [['pt-PT', 'en'], 'pt-BR'],
    [['de', 'pt'], 'pt-BR'],
    [['en-GB', 'pt-BR'], 'en'],
    [['ja'], 'en'],
    [[], 'en'],
  ])('%j is answered in %s', (preferred, locale) => {
    expect(bestLocale(preferred)).toBe(locale);
  });
});

describe('times', () => {
  it.each([
    [0, '0:00'],
    [9_999, '0:09'],
    [134_000, '2:14'],
    [600_000, '10:00'],
    [3_734_000, '1:02:14'],
    [-5, '0:00'],
  ])('%i ms is %s', (ms, text) => {
    expect(elapsedText(ms)).toBe(text);
  });

  it('knows a day from the next', () => {
    const noon = new Date(2_026, 1, 1, 12).getTime();
    expect(sameDay(noon, noon + 11 * 3_600_000)).toBe(true);
    expect(sameDay(noon, noon + 13 * 3_600_000)).toBe(false);
  });
});
