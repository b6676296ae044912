import { describe, expect, test } from 'vitest';
import { clientQuality } from '../../../../common/quality.ts';
import { compare, look, type QualityLook } from '../../../../renderer/voice/quality.ts';

interface Stats {
  readonly id: string;
  readonly type: string;
  readonly [member: string]: unknown;
}

const report = (...stats: Stats[]): ReadonlyMap<string, unknown> => new Map(stats.map((each) => [each.id, each]));
const seen = (atMs: number, ...stats: Stats[]): QualityLook => look(atMs, [report(...stats)]);

const inbound = (packetsReceived: number, more: Record<string, unknown> = {}): Stats => ({
  id: 'in',
  type: 'inbound-rtp',
  packetsReceived,
  packetsLost: 0,
  bytesReceived: packetsReceived * 100,
  jitter: 0.004,
  totalSamplesReceived: packetsReceived * 960,
  concealedSamples: 0,
  silentConcealedSamples: 0,
  ...more,
});
const outbound = (packetsSent: number): Stats => ({
  id: 'out',
  type: 'outbound-rtp',
  packetsSent,
  bytesSent: packetsSent * 80,
});
const told = (packetsLost: number): Stats => ({ id: 'told', type: 'remote-inbound-rtp', packetsLost });

describe('compare', () => {
  test('a call in which nothing flows has nothing to measure', () => {
    const nothing = compare(seen(0), seen(5_000));
    expect(nothing).toEqual({
      sentLossPercent: null,
      sentBps: 0,
      receivedLossPercent: null,
      receivedBps: 0,
      jitterMs: null,
      roundTripMs: null,
      concealedPercent: null,
    });
    expect(clientQuality.parse(nothing)).toEqual(nothing);
  });

  test('counts what happened in between, not since the beginning', () => {
    const before = seen(1_000, outbound(1_000), told(500), inbound(1_000, { packetsLost: 900 }));
    const after = seen(
      6_000,
      outbound(1_250),
      told(525),
      inbound(1_240, { packetsLost: 910, concealedSamples: 2_880 }),
    );
    const { sentLossPercent, sentBps, receivedLossPercent, receivedBps, jitterMs, concealedPercent } = compare(
      before,
      after,
    );
    expect(sentLossPercent).toBeCloseTo(10);
    expect(sentBps).toBeCloseTo((250 * 80 * 8) / 5);
    expect(receivedLossPercent).toBeCloseTo(4);
    expect(receivedBps).toBeCloseTo((240 * 100 * 8) / 5);
    expect(jitterMs).toBeCloseTo(4);
    expect(concealedPercent).toBeCloseTo((2_880 / (240 * 960)) * 100);
  });

  test('who is silent is no fault of the connection', () => {
    const before = seen(0, inbound(100));
    const silent = inbound(100, { totalSamplesReceived: 500_000, concealedSamples: 400_000, jitter: 0.9 });
    expect(compare(before, seen(5_000, silent))).toMatchObject({ concealedPercent: null, jitterMs: null });
  });

  test('silence that was filled in is not sound that was filled in', () => {
    const after = inbound(350, { concealedSamples: 9_600, silentConcealedSamples: 9_600 });
    expect(compare(seen(0, inbound(100)), seen(5_000, after)).concealedPercent).toBe(0);
  });

  test('what a decoder fills in when somebody pauses is not sound that was missing, but lost and late packets are', () => {
    const before = seen(0, inbound(0));
    const paused = inbound(100, { totalSamplesReceived: 240_000, concealedSamples: 150_000 });
    expect(compare(before, seen(5_000, paused)).concealedPercent).toBe(0);
    const worse = inbound(95, { ...paused, packetsReceived: 95, packetsLost: 5, packetsDiscarded: 3 });
    expect(compare(before, seen(5_000, worse)).concealedPercent).toBeCloseTo(8);
  });

  test('packets that came late after all, and a stream that began anew, count nothing below zero', () => {
    const before = seen(0, inbound(500, { packetsLost: 10 }), outbound(900), told(5));
    const after = seen(5_000, inbound(600, { packetsLost: 2 }), outbound(50), told(-3));
    expect(compare(before, after)).toMatchObject({ receivedLossPercent: 0, sentLossPercent: null, sentBps: 0 });
  });

  test('the worst jitter of those who are heard counts, and the slower of both transports', () => {
    const pair = (id: string, currentRoundTripTime: number, nominated = true): Stats => ({
      id,
      type: 'candidate-pair',
      nominated,
      state: 'succeeded',
      currentRoundTripTime,
    });
    const after = look(5_000, [
      report(inbound(10, { id: 'a', jitter: 0.002 }), inbound(10, { id: 'b', jitter: 0.03 }), pair('p', 0.02)),
      report(pair('p', 0.05), pair('q', 0.9, false)),
    ]);
    const { jitterMs, roundTripMs } = compare(look(0, []), after);
    expect(jitterMs).toBeCloseTo(30);
    expect(roundTripMs).toBeCloseTo(50);
  });

  test('where the browser says which pair is in use, no other counts', () => {
    const pair = (id: string, currentRoundTripTime: number): Stats => ({
      id,
      type: 'candidate-pair',
      nominated: true,
      state: 'succeeded',
      currentRoundTripTime,
    });
    const transport = { id: 't', type: 'transport', selectedCandidatePairId: 'new' };
    expect(compare(seen(0), seen(5_000, pair('old', 0.8), pair('new', 0.01), transport)).roundTripMs).toBeCloseTo(10);
  });

  test('whatever a browser answers, the server takes it', () => {
    const wild = inbound(10, { jitter: Infinity, packetsLost: 1e12, bytesReceived: 1e18 });
    expect(clientQuality.safeParse(compare(seen(0), seen(1, wild, { id: 'x', type: 'codec' }))).success).toBe(true);
  });
});
