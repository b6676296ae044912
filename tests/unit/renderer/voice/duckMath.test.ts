import { describe, expect, it } from 'vitest';
import { Duck, DUCK_DB } from '../../../../renderer/voice/worklets/duckMath.ts';

const BLOCK_S = 128 / 48_000;

/** The gain after so long, dB. */
function after(duck: Duck, ducked: boolean, seconds: number): number {
  let gain = 1;
  for (let at = 0; at < seconds; at += BLOCK_S) {
    gain = duck.push(ducked, BLOCK_S);
  }
  return 20 * Math.log10(gain);
}

describe('the others, while somebody speaks above them', () => {
  it('are softer by 12 dB, within a syllable', () => {
    const duck = new Duck();
    expect(after(duck, false, 1)).toBe(0);
    expect(after(duck, true, 0.1)).toBeLessThan(DUCK_DB + 1);
    expect(after(duck, true, 1)).toBeCloseTo(-12, 5);
  });

  it('stay so between words, and come back slowly and wholly', () => {
    const duck = new Duck();
    after(duck, true, 1);
    expect(after(duck, false, 0.35)).toBeCloseTo(DUCK_DB, 5);
    expect(after(duck, false, 0.15)).toBeLessThan(-6);
    expect(after(duck, false, 2)).toBe(0);
  });

  it('never step: no block is much louder or softer than the one before', () => {
    const duck = new Duck();
    let before = 1;
    for (const ducked of [...Array.from({ length: 500 }, () => true), ...Array.from({ length: 1_500 }, () => false)]) {
      const gain = duck.push(ducked, BLOCK_S);
      expect(Math.abs(20 * Math.log10(gain / before))).toBeLessThan(2);
      before = gain;
    }
  });
});
