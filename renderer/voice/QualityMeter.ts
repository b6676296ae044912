import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { ClientQuality } from '../../common/quality.ts';
import { compare, look, type QualityLook } from './quality.ts';

interface QualityMeterEvents {
  measured: { quality: ClientQuality };
}

const EVERY_MS = 5_000;

/** Looks at a call's statistics every five seconds, unless it is told otherwise, and tells what happened in between. */
export class QualityMeter implements Closable {
  readonly events = new Emitter<QualityMeterEvents>();
  readonly #lifetime = new Lifetime();
  readonly #getStats: () => Promise<RTCStatsReport[]>;
  #before: QualityLook | undefined;

  /** @param getStats the statistics of every transport of the call */
  constructor(getStats: () => Promise<RTCStatsReport[]>, everyMs = EVERY_MS) {
    this.#getStats = getStats;
    const timer = setInterval(() => {
      void this.#measure();
    }, everyMs);
    this.#lifetime.add(() => {
      clearInterval(timer);
      this.events.clear();
    });
    void this.#measure();
  }

  close(): void {
    this.#lifetime.end();
  }

  async #measure(): Promise<void> {
    try {
      const now = look(performance.now(), await this.#getStats());
      if (this.#before !== undefined && !this.#lifetime.ended) {
        this.events.emit('measured', { quality: compare(this.#before, now) });
      }
      this.#before = now;
    } catch {
      // A transport that closes under the question: the call is over, or there is another time to look.
    }
  }
}
