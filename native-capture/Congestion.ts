import type { CaptureQuality } from '../common/capture.ts';

/** What the way did since the last look. */
export interface WayReading {
  readonly nowMs: number;
  /** As the server sees it (REMB); null before it said so. */
  readonly carriesBps: number | null;
  /** What was sent in the last second: a picture at rest takes less than it may. */
  readonly sentBps: number;
  /** Share of packets that had to be sent again, 0 to 1. */
  readonly repeatedShare: number;
}

/** Of what the way carries: the rest is for voices, which share it. */
const TAKEN = 0.85;
/**
 * Less than what is sent by this much is too little. Not than what may be sent: the estimate never grows far beyond what
 * it sees, so of a picture at rest it says nothing.
 */
const TOO_LITTLE = 0.95;
/** So many packets missed are no chance any more: something on the way is full. */
const FULL_SHARE = 0.1;
const AFTER_LOSS = 0.75;
const ROOM = 1.1;
/** Sent less than this share of what may be: the picture is at rest. */
const AT_REST = 0.7;
const STEP_UP = 1.4;
/** Each step is another run of the encoder, and the way needs a moment to show what it brought. */
const DOWN_EVERY_MS = 2_000;
/** A machine that was busy for a moment looks like a way that is full. */
const FULL_FOR_MS = 2_000;
const UP_AFTER_MS = 8_000;
const LEAST_BPS = 150_000;

/** How much of what was wanted is sent: less at once when the way carries less, more again step by step. */
export class Congestion {
  #wantedBps: number;
  #bps: number;
  #changedMs = 0;
  /** Since when the way carries too little; undefined while it does not. */
  #fullSinceMs: number | undefined;
  /** When it did last. */
  #fullMs = -Infinity;

  constructor(wantedBps: number) {
    this.#wantedBps = wantedBps;
    this.#bps = wantedBps;
  }

  get bps(): number {
    return this.#bps;
  }

  /** Something else was chosen; what the way carries stays known. */
  want(wantedBps: number): void {
    this.#bps = this.#bps === this.#wantedBps ? wantedBps : Math.min(wantedBps, this.#bps);
    this.#wantedBps = wantedBps;
  }

  /** @returns whether it sends at another bitrate from now on */
  look({ nowMs, carriesBps, sentBps, repeatedShare }: WayReading): boolean {
    const before = this.#bps;
    const sinceMs = nowMs - this.#changedMs;
    const carried = carriesBps ?? Infinity;
    const lossy = repeatedShare > FULL_SHARE;
    if (lossy || carried < Math.min(before, sentBps) * TOO_LITTLE) {
      this.#fullSinceMs ??= nowMs;
      this.#fullMs = nowMs;
      if (nowMs - this.#fullSinceMs >= FULL_FOR_MS && sinceMs >= DOWN_EVERY_MS) {
        const less = Math.min(carried * TAKEN, lossy ? before * AFTER_LOSS : Infinity);
        this.#bps = Math.round(Math.max(LEAST_BPS, less));
      }
    } else {
      this.#fullSinceMs = undefined;
      const resting = sentBps < before * AT_REST;
      if (before < this.#wantedBps && Math.min(sinceMs, nowMs - this.#fullMs) >= UP_AFTER_MS) {
        const most = resting && carried > sentBps * ROOM ? Infinity : carried * TAKEN;
        this.#bps = Math.round(Math.max(before, Math.min(this.#wantedBps, before * STEP_UP, most)));
      }
    }
    // Not for a few bits.
    if (Math.abs(this.#bps - before) < before * 0.05 && this.#bps !== this.#wantedBps) {
      this.#bps = before;
    }
    if (this.#bps === before) {
      return false;
    }
    this.#changedMs = nowMs;
    return true;
  }
}

/** Down to this share of its bits a picture only gets coarser. */
const COARSER = 0.6;
const LEAST_RATE = 5;
const LEAST_SCALE = 0.25;

/** The same with fewer bits: below a point the size suffers (`smooth`), or the rate (`sharp`). */
export const withBitrate = (wanted: CaptureQuality, bitrateBps: number): CaptureQuality => {
  const left = bitrateBps / wanted.bitrateBps / COARSER;
  if (left >= 1) {
    return { ...wanted, bitrateBps };
  }
  if (wanted.style === 'sharp') {
    return { ...wanted, rate: Math.min(wanted.rate, Math.max(LEAST_RATE, Math.round(wanted.rate * left))), bitrateBps };
  }
  const scale = Math.max(LEAST_SCALE, Math.sqrt(left));
  const even = (length: number): number => Math.max(16, Math.round((length * scale) / 2) * 2);
  return { ...wanted, width: even(wanted.width), height: even(wanted.height), bitrateBps };
};
