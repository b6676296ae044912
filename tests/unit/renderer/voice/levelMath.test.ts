import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Leveller, MAX_GAIN_DB, MIN_GAIN_DB, TARGET_DB } from '../../../../renderer/voice/worklets/levelMath.ts';

const BLOCK_S = 128 / 48_000;
const power = (db: number): number => 10 ** (db / 10);
const decibels = (gain: number): number => 20 * Math.log10(gain);

interface Speech {
  /** dBFS, RMS of the words, and of what is between them. */
  readonly wordsDb: number;
  readonly pausesDb: number;
}

/** Words of 0.4 to 1 s with pauses of 0.8 s; answers the mean level of words and of pauses as they come out, dBFS. */
function speak(leveller: Leveller, seconds: number, { wordsDb, pausesDb }: Speech): { words: number; pauses: number } {
  const out = { words: 0, pauses: 0 };
  const count = { words: 0, pauses: 0 };
  let inCycleS = 0;
  let wordS = 0.4;
  for (let atS = 0; atS < seconds; atS += BLOCK_S) {
    inCycleS += BLOCK_S;
    if (inCycleS > wordS + 0.8) {
      inCycleS = 0;
      wordS = wordS >= 1 ? 0.4 : wordS + 0.2;
    }
    const speaks = inCycleS < wordS;
    const came = power(speaks ? wordsDb : pausesDb);
    const gain = leveller.push(came, BLOCK_S);
    // The end of a pause: the hold and its slow end are over. The second half of the time: it is learned.
    const kind = speaks ? 'words' : inCycleS > wordS + 0.6 ? 'pauses' : undefined;
    if (kind !== undefined && atS > seconds / 2) {
      out[kind] += came * gain ** 2;
      count[kind] += 1;
    }
  }
  return {
    words: 10 * Math.log10(out.words / count.words),
    pauses: 10 * Math.log10(out.pauses / count.pauses),
  };
}

describe('even loudness', () => {
  it('brings a speaker of -35 and one of -10 dBFS within 3 dB of each other', () => {
    const quiet = speak(new Leveller(), 20, { wordsDb: -35, pausesDb: -70 });
    const loud = speak(new Leveller(), 20, { wordsDb: -10, pausesDb: -60 });
    expect(Math.abs(quiet.words - loud.words)).toBeLessThan(3);
    expect(Math.abs(quiet.words - TARGET_DB)).toBeLessThan(3);
  });

  it('never lifts what is between the words', () => {
    fc.assert(
      fc.property(fc.integer({ min: -42, max: -8 }), fc.integer({ min: 16, max: 40 }), (wordsDb, below) => {
        const pausesDb = wordsDb - below;
        expect(speak(new Leveller(), 12, { wordsDb, pausesDb }).pauses).toBeLessThan(pausesDb + 1);
      }),
    );
  });

  it('takes a sound without a dip for noise, and leaves it as it is', () => {
    const leveller = new Leveller();
    let gain = 1;
    for (let atS = 0; atS < 20; atS += BLOCK_S) {
      gain = leveller.push(power(-45), BLOCK_S);
    }
    expect(decibels(gain)).toBeLessThan(0.5);
  });

  it('stays within its bounds, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 4, noNaN: true }), { maxLength: 2_000 }), (powers) => {
        const leveller = new Leveller();
        for (const one of powers) {
          const gainDb = decibels(leveller.push(one, BLOCK_S));
          expect(gainDb).toBeGreaterThanOrEqual(MIN_GAIN_DB - 0.01);
          expect(gainDb).toBeLessThanOrEqual(MAX_GAIN_DB + 0.01);
        }
      }),
    );
  });

  it('begins where it was with somebody who is known', () => {
    const leveller = new Leveller();
    leveller.begin(15);
    let gain = 1;
    for (let atS = 0; atS < 0.05; atS += BLOCK_S) {
      gain = leveller.push(power(-35), BLOCK_S);
    }
    expect(decibels(gain)).toBeCloseTo(15, 0);
    expect(leveller.gainDb).toBeCloseTo(15, 1);
  });

  it('finds somebody again who went on much more quietly', () => {
    const leveller = new Leveller();
    speak(leveller, 10, { wordsDb: -12, pausesDb: -80 });
    const later = speak(leveller, 40, { wordsDb: -38, pausesDb: -80 });
    expect(Math.abs(later.words - TARGET_DB)).toBeLessThan(3);
  });
});
