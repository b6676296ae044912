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
/** Not for a few bits. */
const LEAST_STEP = 1.05;
/** Sent less than this share of what may be: the picture is at rest. */
const AT_REST = 0.7;
const STEP_UP = 1.4;
/** Each step is another run of the encoder, and the way needs a moment to show what it brought. */
const DOWN_EVERY_MS = 2_000;
/** A machine that was busy for a moment looks like a way that is full. */
const FULL_FOR_MS = 2_000;
const UP_AFTER_MS = 5_000;
const LEAST_BPS = 150_000;
/**
 * Near where a way was full once the estimate grows by a kilobit at a time, and in earnest only when more comes through than it
 * says (the rate control of Google's congestion control, draft-ietf-rmcat-gcc-02, section 5.5). So more is tried after a while,
 * a little beyond what it says.
 */
const TRY_AFTER_MS = 12_000;
const TRY_STEP = 1.3;
const TRY_MS = 4_000;
/** A way that is full is tried again, less and less often. */
const TRY_AGAIN_MOST_MS = 120_000;
/** The estimate falls when packets begin to queue, long before a voice misses any. */
const QUEUES = 0.97;

interface Trial {
  readonly sinceMs: number;
  readonly estimateBps: number;
  readonly backBps: number;
}

interface Verdict {
  readonly nowMs: number;
  readonly sentBps: number;
  readonly estimateBps: number;
  readonly full: boolean;
}

/** How much of what was wanted is sent: less at once when the way carries less, more again step by step. */
export class Congestion {
  #wantedBps: number;
  #bps: number;
  #changedMs = 0;
  /** Since when the way carries too little; undefined while it does not. */
  #fullSinceMs: number | undefined;
  /** When it did last. */
  #fullMs = -Infinity;
  #tryAfterMs = TRY_AFTER_MS;
  /** More is tried than the way is said to carry. */
  #trial: Trial | undefined;
  /** What came through while the estimate said less. */
  #proof: { readonly cameBps: number; readonly estimateBps: number } | undefined;

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
    this.#trial = undefined;
  }

  /** @returns whether it sends at another bitrate from now on */
  look({ nowMs, carriesBps, sentBps, repeatedShare }: WayReading): boolean {
    const before = this.#bps;
    const sinceMs = nowMs - this.#changedMs;
    const lossy = repeatedShare > FULL_SHARE;
    const estimateBps = carriesBps ?? Infinity;
    const carried = this.#carried(estimateBps, lossy);
    if (this.#trial !== undefined) {
      this.#judge(this.#trial, {
        nowMs,
        sentBps,
        estimateBps,
        full: lossy || estimateBps < this.#trial.estimateBps * QUEUES,
      });
    } else if (lossy || carried < Math.min(before, sentBps) * TOO_LITTLE) {
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
      const restedMs = Math.min(sinceMs, nowMs - this.#fullMs);
      if (this.#bps < before * LEAST_STEP && before < this.#wantedBps && !resting && restedMs >= this.#tryAfterMs) {
        this.#trial = { sinceMs: nowMs, estimateBps, backBps: before };
        this.#bps = Math.round(Math.min(this.#wantedBps, before * TRY_STEP));
      }
    }
    if (Math.abs(this.#bps - before) < before * (LEAST_STEP - 1) && this.#bps !== this.#wantedBps) {
      this.#bps = before;
    }
    if (this.#bps === before) {
      return false;
    }
    this.#changedMs = nowMs;
    return true;
  }

  /** What came through when more was tried counts as carried, until the estimate falls or packets are missed. */
  #carried(estimateBps: number, lossy: boolean): number {
    const proof = this.#proof;
    if (proof === undefined) {
      return estimateBps;
    }
    if (lossy || estimateBps < proof.estimateBps * QUEUES) {
      this.#proof = undefined;
      return estimateBps;
    }
    return Math.max(estimateBps, proof.cameBps / TAKEN);
  }

  #judge({ sinceMs, backBps }: Trial, { nowMs, sentBps, estimateBps, full }: Verdict): void {
    if (full) {
      this.#bps = Math.min(this.#bps, backBps);
      this.#fullMs = nowMs;
      this.#tryAfterMs = Math.min(TRY_AGAIN_MOST_MS, Math.max(TRY_AFTER_MS, this.#tryAfterMs) * 2);
      this.#trial = undefined;
    } else if (nowMs - sinceMs >= TRY_MS) {
      this.#tryAfterMs = 0; // and on from there
      this.#trial = undefined;
      this.#proof = { cameBps: sentBps, estimateBps };
    }
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
