import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded, fuzzyScore } from '../../../../renderer/text/fuzzy.ts';

const best = (typed: string, names: readonly string[]): string[] =>
  names
    .map((name) => ({ name, score: fuzzyScore(typed, name) }))
    .filter((one): one is { name: string; score: number } => one.score !== undefined)
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name);

describe('finding by a few letters', () => {
  it('knows no accents and no case', () => {
    expect(folded('Reunião de São João')).toBe('reuniao de sao joao');
    expect(best('reuniao', ['Games', 'Reunião'])).toEqual(['Reunião']);
    expect(best('AÇÃO', ['acao', 'Lounge'])).toEqual(['acao']);
  });

  it('puts the whole name first, then beginnings, then beginnings of words, then letters anywhere', () => {
    expect(best('gen', ['oxygen', 'general', 'gen', 'game engine'])).toEqual([
      'gen',
      'general',
      'game engine',
      'oxygen',
    ]);
    expect(best('sj', ['basejump', 'Sala São João'])[0]).toBe('Sala São João');
    expect(best('al', ['Ana Lima', 'Alba'])).toEqual(['Alba', 'Ana Lima']);
  });

  it('wants the letters in their order', () => {
    expect(fuzzyScore('ba', 'ab')).toBeUndefined();
    expect(fuzzyScore('aa', 'a')).toBeUndefined();
  });

  it('finds every name by any of its letters in order, and by itself best', () => {
    // As names are: without space at their ends, which the whole name would have to have too.
    const name = fc
      .stringMatching(/^[a-zA-ZáãçéôÜ ]{1,20}$/u)
      .map((one) => one.trim())
      .filter((one) => one !== '');
    fc.assert(
      fc.property(name, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), name, (one, kept, other) => {
        const typed = Array.from(one)
          .filter((_, index) => kept[index])
          .join('');
        expect(fuzzyScore(typed, one)).toBeDefined();
        expect(fuzzyScore(one, one) ?? 0).toBeGreaterThanOrEqual(fuzzyScore(one, other) ?? 0);
      }),
    );
  });

  it('finds nothing that lacks a letter', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-m ]{0,20}$/u),
        fc.stringMatching(/^[a-m]{0,5}[n-z][a-m]{0,5}$/u),
        (name, typed) => {
          expect(fuzzyScore(typed, name)).toBeUndefined();
        },
      ),
    );
  });
});
