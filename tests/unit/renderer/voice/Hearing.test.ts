import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberId } from '../../../../common/ids.ts';
import { AS_SENT, DEFAULT_HEARING, Hearing, placeOf } from '../../../../renderer/voice/Hearing.ts';
import { panGains } from '../../../../renderer/voice/worklets/panMath.ts';

const ADA = memberId.parse('ada');
const BEN = memberId.parse('ben');

describe('how somebody is heard', () => {
  it('is as they are sent, where nothing was chosen', () => {
    const hearing = new Hearing();
    hearing.choose({ ...DEFAULT_HEARING, autoLevel: false }, new Map());
    expect(hearing.deliveryOf(ADA, 'microphone')).toEqual({
      speaker: ADA,
      gain: 1,
      pan: 0,
      mono: false,
      ducked: false,
      levelled: false,
      learnedDb: undefined,
    });
  });

  it('C8: never louder than twice as sent, whatever was stored', () => {
    const hearing = new Hearing();
    hearing.choose(DEFAULT_HEARING, new Map([[ADA, { ...AS_SENT, volume: 40, screenVolume: -1 }]]));
    expect(hearing.deliveryOf(ADA, 'microphone').gain).toBe(2);
    expect(hearing.deliveryOf(ADA, 'screen-audio').gain).toBe(0);
  });

  it('is of that person, and the sound of their screen has a volume of its own', () => {
    const hearing = new Hearing();
    hearing.choose(DEFAULT_HEARING, new Map([[ADA, { ...AS_SENT, volume: 0.5, screenVolume: 1.5 }]]));
    expect(hearing.deliveryOf(ADA, 'microphone')).toMatchObject({ gain: 0.5, levelled: true });
    expect(hearing.deliveryOf(ADA, 'screen-audio')).toMatchObject({ gain: 1.5, levelled: false, pan: 0 });
    expect(hearing.deliveryOf(BEN, 'microphone').gain).toBe(1);
    expect(hearing.deliveryOf(undefined, 'microphone').gain).toBe(1);
  });

  it('may be not at all, or not levelled', () => {
    const hearing = new Hearing();
    hearing.choose(DEFAULT_HEARING, new Map([[ADA, { ...AS_SENT, muted: true, levelled: false }]]));
    expect(hearing.deliveryOf(ADA, 'microphone')).toMatchObject({ gain: 0, levelled: false });
    expect(hearing.deliveryOf(ADA, 'screen-audio').gain).toBe(0);
  });
});

describe('speakers who are heard above the others', () => {
  const CLEO = memberId.parse('cleo');
  const ducked = (hearing: Hearing): boolean[] =>
    [ADA, BEN, CLEO].map((id) => hearing.deliveryOf(id, 'microphone').ducked);

  it('make the voices of all others softer, but not each other’s, and not what is shared', () => {
    const hearing = new Hearing();
    hearing.choose(DEFAULT_HEARING, new Map());
    expect(ducked(hearing)).toEqual([false, false, false]);
    hearing.lead(new Set([ADA, CLEO]));
    expect(ducked(hearing)).toEqual([false, true, false]);
    expect(hearing.deliveryOf(BEN, 'screen-audio').ducked).toBe(false);
    expect(hearing.deliveryOf(undefined, 'microphone').ducked).toBe(false);
    hearing.lead(new Set());
    expect(ducked(hearing)).toEqual([false, false, false]);
  });

  it('do not where the listener does not want it', () => {
    const hearing = new Hearing();
    hearing.choose({ ...DEFAULT_HEARING, ducking: false }, new Map());
    hearing.lead(new Set([ADA]));
    expect(ducked(hearing)).toEqual([false, false, false]);
  });
});

describe('music', () => {
  it('is neither levelled nor put anywhere; its volume stays the listener’s', () => {
    const hearing = new Hearing();
    hearing.choose({ ...DEFAULT_HEARING, panning: true }, new Map([[ADA, { ...AS_SENT, volume: 0.5 }]]));
    const speech = hearing.deliveryOf(ADA, 'microphone');
    hearing.setMusic(true);
    expect(hearing.deliveryOf(ADA, 'microphone')).toMatchObject({ gain: 0.5, pan: 0, levelled: false });
    hearing.setMusic(false);
    expect(hearing.deliveryOf(ADA, 'microphone')).toEqual(speech);
  });
});

describe('places between left and right', () => {
  it('are the same for a person every time, spread, and never only in one ear', () => {
    const ids = Array.from({ length: 200 }, (_, index) => memberId.parse(`member-${String(index)}`));
    const places = ids.map(placeOf);
    expect(ids.map(placeOf)).toEqual(places);
    expect(Math.max(...places.map(Math.abs))).toBeLessThanOrEqual(0.6);
    expect(new Set(places).size).toBeGreaterThan(8);
    expect(Math.abs(places.reduce((sum, one) => sum + one, 0) / places.length)).toBeLessThan(0.1);
  });

  it('are all as loud, and the middle leaves the sound alone', () => {
    expect(panGains(0)).toEqual([1, 1]);
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (pan) => {
        const [left, right] = panGains(pan);
        expect(left ** 2 + right ** 2).toBeCloseTo(2, 6);
        expect(Math.sign(right - left)).toBe(Math.abs(pan) < 1e-9 ? Math.sign(right - left) : Math.sign(pan));
      }),
    );
  });
});
