import { describe, expect, it } from 'vitest';
import { hueOf, initialsOf } from '../../../../renderer/components/avatar.ts';

describe('avatar', () => {
  it.each([
    ['Ana', 'A'],
    ['Ana Ribeiro Lima', 'AL'],
    ['  élodie ', 'É'],
    ['👩‍🚀 Zoe', '👩‍🚀Z'],
    ['Ana (2)', 'A'],
    ['(2)', '('],
    ['e\u0301lodie X', 'E\u0301X'],
    ['1\uFE0F\u20E3st Lima', '1\uFE0F\u20E3L'],
    ['Straße 7', 'S7'],
    ['', ''],
  ])('writes %j as %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  it('gives a member the same hue everywhere, and similar members different ones', () => {
    expect(hueOf('member-1')).toBe(hueOf('member-1'));
    const hues = Array.from({ length: 20 }, (_, index) => hueOf(`member-${String(index)}`));
    expect(new Set(hues).size).toBeGreaterThan(15);
    expect(hues.every((hue) => Number.isInteger(hue) && hue >= 0 && hue < 360)).toBe(true);
  });
});
