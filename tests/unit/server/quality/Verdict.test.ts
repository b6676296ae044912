import { describe, expect, it } from 'vitest';
import type { ClientQuality } from '../../../../common/quality.ts';
import { isPoor, Verdict } from '../../../../server/quality/Verdict.ts';

const GOOD: ClientQuality = {
  sentLossPercent: 0,
  sentBps: 40_000,
  receivedLossPercent: 1,
  receivedBps: 40_000,
  jitterMs: 5,
  roundTripMs: 30,
  concealedPercent: 0,
};
const look = (change: Partial<ClientQuality> = {}): { client: ClientQuality; server: null } => ({
  client: { ...GOOD, ...change },
  server: null,
});
const NOTHING = { client: null, server: null };

describe('one look at a connection', () => {
  it.each([
    [{}, false],
    [{ sentLossPercent: 20 }, true],
    [{ receivedLossPercent: 20 }, true],
    [{ roundTripMs: 900 }, true],
    [{ jitterMs: 200 }, true],
    [{ concealedPercent: 15 }, true],
    [{ roundTripMs: null, sentLossPercent: null }, false],
  ] as const)('%j is poor: %s', (change, poor) => {
    expect(isPoor(look(change))).toBe(poor);
  });

  it('at which nothing was measured says nothing', () => {
    expect(isPoor(NOTHING)).toBeUndefined();
  });
});

describe('the verdict', () => {
  it('does not flap, however the looks take turns', () => {
    const verdict = new Verdict();
    const changes = Array.from({ length: 40 }, (_, index) =>
      verdict.push(look(index % 2 === 0 ? { sentLossPercent: 50 } : {})),
    );
    expect(changes.some(Boolean)).toBe(false);
  });

  it('waits for those that measured something', () => {
    const verdict = new Verdict();
    const poor = look({ sentLossPercent: 50 });
    expect([poor, NOTHING, NOTHING, poor].map((one) => verdict.push(one))).toEqual([false, false, false, true]);
    expect(verdict.poor).toBe(true);
    expect([look(), look(), NOTHING, look()].map((one) => verdict.push(one))).toEqual([false, false, false, true]);
    expect(verdict.poor).toBe(false);
  });
});
