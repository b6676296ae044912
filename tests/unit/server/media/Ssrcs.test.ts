import { describe, expect, it } from 'vitest';
import { Ssrcs } from '../../../../server/media/Ssrcs.ts';

describe('SSRCs of a room (S11)', () => {
  it('are handed out once, whatever chance says, and again when they are given back', () => {
    const chances = [7, 7, 7, 9, 7, 8];
    const ssrcs = new Ssrcs(() => chances.shift() ?? 0);
    expect(ssrcs.take(() => false)).toBe(7);
    expect(ssrcs.take(() => false)).toBe(9);
    ssrcs.giveBack(7);
    expect(ssrcs.take((ssrc) => ssrc === 7)).toBe(8);
    expect(ssrcs.size).toBe(2);
  });

  it('are never zero, and many of them never meet', () => {
    const ssrcs = new Ssrcs();
    const taken = Array.from({ length: 5_000 }, () => ssrcs.take(() => false));
    expect(new Set(taken).size).toBe(5_000);
    expect(Math.min(...taken)).toBeGreaterThan(0);
  });
});
