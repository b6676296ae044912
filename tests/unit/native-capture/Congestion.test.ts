import { expect, it } from 'vitest';
import type { CaptureQuality } from '../../../common/capture.ts';
import { Congestion, withBitrate } from '../../../native-capture/Congestion.ts';

const QUALITY: CaptureQuality = { width: 1_280, height: 720, rate: 30, style: 'smooth', bitrateBps: 2_000_000 };
const reading = (
  nowMs: number,
  carriesBps: number | null,
  sentBps: number,
  repeatedShare = 0,
): Parameters<Congestion['look']>[0] => ({ nowMs, carriesBps, sentBps, repeatedShare });

/** Sends 340 kbit/s since 12 s, of 2 Mbit/s. */
const squeezed = (): Congestion => {
  const congestion = new Congestion(2_000_000);
  congestion.look(reading(10_000, 400_000, 2_000_000));
  congestion.look(reading(12_000, 400_000, 2_000_000));
  return congestion;
};
/** Looks twice a second. @returns when something changed */
const untilChange = (congestion: Congestion, fromMs: number, carriesBps: () => number): number => {
  for (let nowMs = fromMs; nowMs < fromMs + 200_000; nowMs += 500) {
    if (congestion.look(reading(nowMs, carriesBps(), congestion.bps))) {
      return nowMs;
    }
  }
  throw new Error('nothing changes');
};

it('nothing changes while the way carries it, or nobody knows', () => {
  const congestion = new Congestion(2_000_000);
  expect(congestion.look(reading(10_000, null, 2_000_000))).toBe(false);
  expect(congestion.look(reading(20_000, 2_000_000, 2_000_000))).toBe(false);
  expect(congestion.look(reading(30_000, 9_000_000, 2_000_000, 0.02))).toBe(false);
  expect(congestion.bps).toBe(2_000_000);
});

it('a picture at rest says nothing of the way, nor does one bad moment', () => {
  const congestion = new Congestion(2_000_000);
  for (let nowMs = 10_000; nowMs < 60_000; nowMs += 500) {
    expect(congestion.look(reading(nowMs, 150_000, 100_000))).toBe(false);
  }
  expect(congestion.look(reading(60_000, 85_000, 100_000))).toBe(false);
  expect(congestion.look(reading(61_000, 85_000, 100_000))).toBe(false);
  expect(congestion.look(reading(61_500, 120_000, 100_000))).toBe(false);
  expect(congestion.look(reading(63_000, 85_000, 100_000))).toBe(false);
  expect(congestion.bps).toBe(2_000_000);
});

it('less is sent after two seconds, with room for voices, and more again step by step', () => {
  const congestion = new Congestion(2_000_000);
  expect(congestion.look(reading(10_000, 800_000, 2_000_000))).toBe(false);
  expect(congestion.look(reading(12_000, 800_000, 2_000_000))).toBe(true);
  expect(congestion.bps).toBe(680_000);
  expect(congestion.look(reading(13_000, 400_000, 680_000))).toBe(false); // the last step has not shown yet
  expect(congestion.look(reading(14_000, 400_000, 680_000))).toBe(true);
  expect(congestion.bps).toBe(340_000);
  expect(congestion.look(reading(18_000, 9_000_000, 340_000))).toBe(false);
  const steps: number[] = [];
  for (let nowMs = 22_000; congestion.bps < 2_000_000; nowMs += 8_000) {
    expect(congestion.look(reading(nowMs, 9_000_000, congestion.bps))).toBe(true);
    steps.push(congestion.bps);
  }
  expect(steps).toEqual([476_000, 666_400, 932_960, 1_306_144, 1_828_602, 2_000_000]);
});

it('a picture at rest gets its size back, although nobody knows what the way carries', () => {
  const congestion = new Congestion(2_000_000);
  congestion.look(reading(10_000, 400_000, 2_000_000));
  congestion.look(reading(12_000, 400_000, 2_000_000));
  expect(congestion.bps).toBe(340_000);
  for (let nowMs = 20_000; nowMs < 100_000; nowMs += 8_000) {
    congestion.look(reading(nowMs, 75_000, 50_000));
  }
  expect(congestion.bps).toBe(2_000_000);
});

it('a little more is tried where the estimate stands still, and goes on from there when the way carries it', () => {
  const congestion = squeezed();
  const tried = untilChange(congestion, 14_000, () => 400_000);
  expect([tried, congestion.bps]).toEqual([24_000, 442_000]);
  // Beyond what it was, the estimate grows in earnest.
  let carriesBps = 400_000;
  const next = untilChange(congestion, tried + 500, () => (carriesBps *= 1.04));
  expect(next).toBeLessThanOrEqual(tried + 6_000);
  expect(congestion.bps).toBeGreaterThan(442_000);
});

it('the first packets that queue end what was tried, which is tried less and less often', () => {
  const congestion = squeezed();
  let nowMs = 14_000;
  const waits: number[] = [];
  for (let trial = 0; trial < 5; trial += 1) {
    const begun = untilChange(congestion, nowMs, () => 400_000);
    expect(congestion.bps).toBe(442_000);
    waits.push(begun - nowMs);
    expect(congestion.look(reading(begun + 500, 380_000, 442_000))).toBe(true);
    expect(congestion.bps).toBe(340_000);
    nowMs = begun + 500;
  }
  expect(waits.map((wait) => Math.round(wait / 1_000))).toEqual([10, 24, 48, 96, 120]);
});

it('another choice ends what is tried', () => {
  const congestion = squeezed();
  const tried = untilChange(congestion, 14_000, () => 400_000);
  congestion.want(400_000);
  expect(congestion.bps).toBe(400_000);
  expect(congestion.look(reading(tried + 500, 300_000, 100_000))).toBe(false);
});

it('what is lost in numbers counts too, and never all is taken away', () => {
  const congestion = new Congestion(400_000);
  for (let nowMs = 10_000; nowMs < 60_000; nowMs += 2_000) {
    congestion.look(reading(nowMs, null, 400_000, 0.3));
  }
  expect(congestion.bps).toBe(150_000);
});

it('another choice keeps what is known of the way', () => {
  const congestion = new Congestion(2_000_000);
  congestion.want(4_000_000);
  expect(congestion.bps).toBe(4_000_000);
  congestion.look(reading(10_000, 1_000_000, 4_000_000));
  congestion.look(reading(12_000, 1_000_000, 4_000_000));
  congestion.want(3_000_000);
  expect(congestion.bps).toBe(850_000);
  congestion.want(500_000);
  expect(congestion.bps).toBe(500_000);
});

it('a smooth picture gets smaller, a sharp one slower, and neither for a few bits', () => {
  expect(withBitrate(QUALITY, 1_400_000)).toEqual({ ...QUALITY, bitrateBps: 1_400_000 });
  expect(withBitrate(QUALITY, 300_000)).toEqual({ ...QUALITY, width: 640, height: 360, bitrateBps: 300_000 });
  const sharp = { ...QUALITY, style: 'sharp' } as const;
  expect(withBitrate(sharp, 300_000)).toEqual({ ...sharp, rate: 8, bitrateBps: 300_000 });
  expect(withBitrate(sharp, 100)).toMatchObject({ rate: 5 });
});
