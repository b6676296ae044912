import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayName, NAME_MAX_LENGTH } from '../../../common/community.ts';
import { messageBody } from '../../../common/messages.ts';
import { AppError, ERROR_CODES, isErrorCode } from '../../../common/errors.ts';
import { memberId, sessionToken } from '../../../common/ids.ts';
import { isRequestName, REQUEST_NAMES, requests } from '../../../common/signaling.ts';

describe('the contract', () => {
  it('refuses whatever is not of a request, without throwing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...REQUEST_NAMES), fc.anything(), (name, data) => {
        const parsed = requests[name].data.safeParse(data);
        // Only requests without fields accept an arbitrary object, and they keep none of it.
        expect(parsed.success ? parsed.data : {}).toEqual({});
      }),
    );
  });

  it('keeps no field that it does not name', () => {
    const parsed = requests.setSpeaking.data.parse({ speaking: true, admin: true });
    expect(parsed).toEqual({ speaking: true });
  });

  it('knows its own request names only', () => {
    expect(isRequestName('joinVoice')).toBe(true);
    for (const name of ['constructor', '__proto__', 'toString', 'welcome', '']) {
      expect(isRequestName(name)).toBe(false);
    }
  });
});

describe('names', () => {
  it.each([
    ['  Ana  ', 'Ana'],
    ['Ana \t Maria', 'Ana Maria'],
    ['Zoë', 'Zoë'],
    ['名前', '名前'],
  ])('reads %j as %j', (given, read) => {
    expect(displayName.parse(given)).toBe(read);
  });

  it.each([
    ['', 'nothing'],
    ['   ', 'only spaces'],
    ['a\u202Eb', 'a change of direction'],
    ['a\u0000b', 'a control character'],
    ['a\u200Bb', 'an invisible character'],
    ['x'.repeat(NAME_MAX_LENGTH + 1), 'too long'],
  ])('refuses %j: %s', (given) => {
    expect(displayName.safeParse(given).success).toBe(false);
  });

  it('is always between 1 and 32 characters without space around', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (given) => {
        const parsed = displayName.safeParse(given);
        if (parsed.success) {
          expect(parsed.data).toBe(parsed.data.trim());
          expect(parsed.data.length).toBeGreaterThan(0);
          // Characters as people count them: one of two UTF-16 units is one (so do zod and SQLite).
          expect(Array.from(parsed.data).length).toBeLessThanOrEqual(NAME_MAX_LENGTH);
        }
      }),
    );
  });
});

describe('message bodies', () => {
  it('are trimmed, never empty, at most 4 000 characters', () => {
    expect(messageBody.parse('  hi\n')).toBe('hi');
    expect(messageBody.safeParse(' \n ').success).toBe(false);
    expect(messageBody.safeParse('x'.repeat(4_000)).success).toBe(true);
    expect(messageBody.safeParse('x'.repeat(4_001)).success).toBe(false);
  });
});

describe('ids', () => {
  it('are short and plain', () => {
    expect(memberId.safeParse('m_1.a:b-c').success).toBe(true);
    expect(memberId.safeParse('x'.repeat(129)).success).toBe(false);
    expect(memberId.safeParse('a b').success).toBe(false);
    expect(sessionToken.safeParse('short').success).toBe(false);
  });
});

describe('AppError', () => {
  it('keeps its own kind and wraps everything else as internal, with its cause', () => {
    const own = new AppError('forbidden', 'no');
    expect(AppError.from(own)).toBe(own);
    const fault = new TypeError('x is undefined');
    expect(AppError.from(fault)).toMatchObject({ code: 'internal', cause: fault });
    expect(AppError.from('text').code).toBe('internal');
  });

  it('has each code once', () => {
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
    expect(isErrorCode('forbidden')).toBe(true);
    expect(isErrorCode('nonsense')).toBe(false);
  });
});
