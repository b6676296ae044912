import { beforeEach, describe, expect, it } from 'vitest';
import { placeAmong, placeOf } from '../../../../renderer/stores/places.ts';

const HOME = 'https://192.0.2.7:7880';
const ELSEWHERE = 'https://198.51.100.9:7880';
const certificate = (number: number): string =>
  Array.from({ length: 32 }, () => number.toString(16).padStart(2, '0').toUpperCase()).join(':');
const ONE = certificate(1);
const OTHER = certificate(2);

let kept: unknown;
const visit = (url: string, fingerprint: string): string => {
  const { place, known } = placeAmong(kept, url, fingerprint);
  kept = known;
  return place;
};

describe('by what a server is known', () => {
  beforeEach(() => {
    kept = undefined;
  });

  it('is where it was met first, whatever address it has now', () => {
    expect(visit(HOME, ONE)).toBe(HOME);
    expect(visit(ELSEWHERE, ONE)).toBe(HOME);
    expect(visit(HOME, ONE)).toBe(HOME);
    expect(kept).toHaveLength(1);
  });

  it('is not what another party at that address is known by', () => {
    expect(visit(HOME, ONE)).toBe(HOME);
    const other = visit(HOME, OTHER);
    expect(other).not.toBe(HOME);
    expect(visit(ELSEWHERE, OTHER)).toBe(other);
    expect(visit(ELSEWHERE, ONE)).toBe(HOME);
  });

  it('is its address where no certificate is its own', () => {
    expect(placeOf(ELSEWHERE, undefined)).toBe(ELSEWHERE);
  });

  it('survives what is damaged, one entry at a time, and forgets the one not seen for longest', () => {
    kept = [{ place: HOME, fingerprint: ONE }, { place: 7 }, null, 'x'];
    expect(visit(ELSEWHERE, ONE)).toBe(HOME);
    kept = 'nonsense';
    expect(visit(ELSEWHERE, ONE)).toBe(ELSEWHERE);
    for (let other = 3; other < 203; other += 1) {
      visit(`https://192.0.2.7:${String(other)}`, certificate(other));
    }
    expect(kept).toHaveLength(200);
    expect(visit(HOME, ONE)).toBe(HOME);
  });
});
