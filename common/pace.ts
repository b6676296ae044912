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

  /** Whether nothing of the past counts any more. */
  isFresh(nowMs: number): boolean {
    return this.#theoreticalMs <= nowMs;
  }
}
