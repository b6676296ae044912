/**
 * Some at once, then at most one in each interval: what comes seldom is told at once, a storm in few batches. Holds one
 * time only (the virtual scheduling of ITU-T I.371).
 */
export class Pace {
  readonly #burst: number;
  readonly #intervalMs: number;
  #theoreticalMs = -Infinity;

  constructor(burst: number, intervalMs: number) {
    this.#burst = burst;
    this.#intervalMs = intervalMs;
  }

  /** How long the next one has to wait; 0 if it may go now. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#theoreticalMs - (this.#burst - 1) * this.#intervalMs - nowMs);
  }

  /** One went. */
  take(nowMs: number): void {
    this.#theoreticalMs = Math.max(this.#theoreticalMs, nowMs) + this.#intervalMs;
  }
}

/** For people who come and go: a storm of them costs each client one batch in so long. */
export const ARRIVALS = { burst: 3, intervalMs: 1_400 } as const;
