/** What a bad network does to one direction of a connection, datagram by datagram: pure, and the same again for a seed. */

export type Loss =
  | { readonly kind: 'none' }
  | { readonly kind: 'random'; readonly share: number }
  /** Gilbert-Elliott (https://doi.org/10.1002/j.1538-7305.1963.tb00955.x): nothing is lost, or for a while everything. */
  | { readonly kind: 'bursts'; readonly share: number; readonly meanLength: number };

/** Times in milliseconds, shares from 0 to 1. */
export interface Impairment {
  readonly delayMs: number;
  /** The delay varies evenly by so much to both sides; order is kept. */
  readonly jitterMs: number;
  readonly loss: Loss;
  /** So many are held back by `REORDERED_BY_MS`, and overtaken. */
  readonly reordered: number;
  /** What does not fit waits in a queue, and what waited `QUEUE_MS` is dropped. */
  readonly rateBps: number;
}

export const REORDERED_BY_MS = 30;
const QUEUE_MS = 300;

export const CLEAN: Impairment = { delayMs: 0, jitterMs: 0, loss: { kind: 'none' }, reordered: 0, rateBps: Infinity };
export const lossy = (share: number): Impairment => ({ ...CLEAN, loss: { kind: 'random', share } });
/** The profiles that goals are measured under. */
export const PROFILES = {
  moderate: { ...CLEAN, delayMs: 100, jitterMs: 25, loss: { kind: 'random', share: 0.05 } },
  far: {
    ...CLEAN,
    delayMs: 250,
    jitterMs: 100,
    loss: { kind: 'bursts', share: 0.05, meanLength: 4 },
    rateBps: 300_000,
  },
  spiky: { ...CLEAN, loss: { kind: 'bursts', share: 0.3, meanLength: 6 } },
} as const satisfies Record<string, Impairment>;

/** Numbers from 0 to 1 that repeat for a seed (mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). */
export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** One direction. */
export class Impaired {
  readonly #random: () => number;
  #impairment: Impairment;
  #inBurst = false;
  /** When the last bit of what was taken has left. */
  #leftMs = -Infinity;
  #deliveredMs = -Infinity;

  constructor(impairment: Impairment, random: () => number) {
    this.#impairment = impairment;
    this.#random = random;
  }

  set(impairment: Impairment): void {
    this.#impairment = impairment;
    this.#inBurst = false;
  }

  /** When a datagram that is sent now arrives; undefined if it never does. */
  arrival(nowMs: number, bytes: number): number | undefined {
    const { delayMs, jitterMs, reordered, rateBps } = this.#impairment;
    if (this.#lose()) {
      return undefined;
    }
    const leavesMs = Math.max(nowMs, this.#leftMs) + (bytes * 8_000) / rateBps;
    if (leavesMs - nowMs > QUEUE_MS) {
      return undefined;
    }
    this.#leftMs = leavesMs;
    const jitter = jitterMs === 0 ? 0 : (2 * this.#random() - 1) * jitterMs;
    const atMs = Math.max(leavesMs + Math.max(0, delayMs + jitter), this.#deliveredMs);
    if (reordered > 0 && this.#random() < reordered) {
      return atMs + REORDERED_BY_MS;
    }
    this.#deliveredMs = atMs;
    return atMs;
  }

  #lose(): boolean {
    const { loss } = this.#impairment;
    if (loss.kind === 'none') {
      return false;
    }
    if (loss.kind === 'random') {
      return this.#random() < loss.share;
    }
    // A burst ends with each datagram by 1 in its mean length; how often one begins makes the share come out.
    const ends = 1 / loss.meanLength;
    const begins = (ends * loss.share) / (1 - loss.share);
    this.#inBurst = this.#inBurst ? this.#random() >= ends : this.#random() < begins;
    return this.#inBurst;
  }
}
