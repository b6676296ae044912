import { describe, expect, it } from 'vitest';
import { HOLD_MS, placeFor, type Contender, type HeldPlace } from '../../../../../server/media/floor/policy.ts';

const NOW = 10_000;
const held = (level: number, silentMs = 0, priority = false): HeldPlace => ({
  holder: { level, priority },
  lastVoiceMs: NOW - silentMs,
});
const contender = (level: number, priority = false): Contender => ({ level, priority, louderSinceMs: undefined });
const empty: HeldPlace = { holder: undefined, lastVoiceMs: -Infinity };

describe('a place of the floor', () => {
  it('that nobody has is taken at once, by any voice', () => {
    expect(placeFor([held(20), empty, held(20)], contender(90), NOW)).toBe(empty);
  });

  it('whose holder went silent is free, the longest silent first', () => {
    const [short, long] = [held(10, HOLD_MS), held(10, HOLD_MS * 4)];
    expect(placeFor([short, long, held(10)], contender(90), NOW)).toBe(long);
    expect(placeFor([held(10, HOLD_MS - 1)], contender(90), NOW)).toBeUndefined();
  });

  it('goes from the quietest to a voice that is clearly louder for 100 ms, and not before', () => {
    const places = [held(20), held(50), held(30)];
    const loud = contender(40);
    expect(placeFor(places, loud, NOW)).toBeUndefined();
    expect(placeFor(places, loud, NOW + 99)).toBeUndefined();
    expect(placeFor(places, loud, NOW + 100)).toBe(places[1]);
  });

  it('is not lost to a voice that is hardly louder, nor to a cough', () => {
    const places = [held(50)];
    const hardly = contender(45);
    expect(placeFor(places, hardly, NOW)).toBeUndefined();
    expect(placeFor(places, hardly, NOW + 200)).toBeUndefined();
    const cough = { ...contender(20) };
    expect(placeFor(places, cough, NOW)).toBeUndefined();
    expect(placeFor([held(10)], cough, NOW + 50)).toBeUndefined(); // in between it was not louder
    expect(placeFor(places, cough, NOW + 120)).toBeUndefined();
  });

  it('is given to priority speakers at once, and never taken from them by others', () => {
    const places = [held(20), held(50)];
    expect(placeFor(places, contender(90, true), NOW)).toBe(places[1]);
    const kept = [held(90, 0, true)];
    const loud = contender(0);
    expect(placeFor(kept, loud, NOW)).toBeUndefined();
    expect(placeFor(kept, loud, NOW + 200)).toBeUndefined();
  });
});
