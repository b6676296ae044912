import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, encodeAdvert, LAN_NAME_MAX_LENGTH, parseAdvert, type Advert } from '../../../common/lan.ts';

const advert: Advert = {
  name: 'Friday, at Ana’s',
  host: 'ana-pc',
  fingerprint: Array.from({ length: 32 }, (_, index) => (index + 160).toString(16).toUpperCase()).join(':'),
  protocolVersion: 2,
  people: 7,
  sinceS: 1_790_000_000,
};

describe('what a network is told of a party', () => {
  it('comes back as it was told', () => {
    expect(parseAdvert(encodeAdvert(advert))).toEqual(advert);
  });

  it('is no party where something is missing, wrong or too much', () => {
    const words = encodeAdvert(advert);
    for (const key of ['name', 'fp', 'v', 'n', 't']) {
      expect(parseAdvert(words.filter((word) => !word.startsWith(`${key}=`)))).toBeUndefined();
    }
    const withWord = (word: string): string[] => [word, ...words];
    for (const wrong of [
      'n=-1',
      'n=1e3',
      'n=10000',
      'n=',
      'v=0x2',
      'fp=abc',
      `fp=${'g'.repeat(64)}`,
      't=NaN',
      'name=\u202E',
    ]) {
      expect(parseAdvert(withWord(wrong)), wrong).toBeUndefined();
    }
    expect(parseAdvert([...words, 'x'.repeat(256)])).toBeUndefined();
    expect(parseAdvert([...words, ...Array.from({ length: 20 }, () => 'x=1')])).toBeUndefined();
  });

  it('knows no words but its own, whatever they are called', () => {
    expect(parseAdvert([...encodeAdvert(advert), '__proto__=x', 'constructor=x', '=x', 'x'])).toEqual(advert);
    expect(Object.keys({})).toEqual([]);
  });

  it('takes whatever it is given without an exception', { timeout: 20_000 }, () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 20 }), (words) => {
        parseAdvert(words);
      }),
    );
  });
});

describe('text of a stranger', () => {
  it('keeps what people write', () => {
    for (const text of ['Friday', 'Festa da Ana', 'вечер', '金曜日', 'مساء', 'a & b <i>']) {
      expect(cleanText(text, 64)).toBe(text);
    }
  });

  it('loses what turns, hides, piles up or breaks lines', () => {
    expect(cleanText('a\u202Eb\u2066c\u200Bd\u0000e\u001B[31m', 64)).toBe('abcde[31m');
    expect(cleanText(' a\n\n\tb\u2028c ', 64)).toBe('a b c');
    expect(cleanText('\u3164\u200B', 64)).toBe('');
    expect(cleanText(`x${'\u030D'.repeat(40)}`, 64)).toHaveLength(4);
  });

  it('is short, whole and clean whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1_000 }), (text) => {
        const cleaned = cleanText(text, LAN_NAME_MAX_LENGTH);
        expect(Array.from(cleaned).length).toBeLessThanOrEqual(LAN_NAME_MAX_LENGTH);
        expect(cleaned).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(cleaned).toBe(cleaned.trim());
      }),
    );
  });
});
