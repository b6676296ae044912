import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';

interface SleepWatchEvents {
  /** The page stood still for longer than a call outlasts. */
  slept: object;
}

const TICK_MS = 10_000;
/** Browsers wake hidden pages once a minute at least: whoever misses five of those was asleep with the device. */
export const SLEEP_MS = 5 * 60_000;

/**
 * Knows that the device slept, by the wall clock: timers stand still with it, and on some systems `performance.now()`
 * does too. A clock that is set forward by minutes looks the same, and is as rare as it is harmless.
 */
export class SleepWatch implements Closable {
  readonly events = new Emitter<SleepWatchEvents>();
  readonly #lifetime = new Lifetime();
  #lastMs = Date.now();

  constructor() {
    const timer = setInterval(() => {
      this.look();
    }, TICK_MS);
    this.#lifetime.add(() => {
      clearInterval(timer);
      this.events.clear();
    });
  }

  /** Looks now: before something is done that must not follow a sleep, as a connection may be back before the timer. */
  look(): void {
    const nowMs = Date.now();
    const gapMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    if (gapMs > SLEEP_MS && !this.#lifetime.ended) {
      this.events.emit('slept', {});
    }
  }

  close(): void {
    this.#lifetime.end();
  }
}
