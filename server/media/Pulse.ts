import type { types } from 'mediasoup';
import type { Closable } from '../../common/lifetime.ts';

const TICK_MS = 1_000;
/** Ticks between two questions. */
const ASK_EVERY = 2;
/** Ticks without an answer after which a worker is taken for dead. */
const DEAD_AFTER = 10;

/** The least that is needed of a worker. */
type Asked = Pick<types.Worker, 'getResourceUsage' | 'closed'>;

/** What a worker has computed since its start, in ms, and when that was looked at, by `performance.now()`. */
interface Usage {
  readonly cpuMs: number;
  readonly atMs: number;
}

/**
 * Asks a worker every two seconds what it costs, and tells when it answers no more. Unanswered time is counted in ticks
 * of our own: a machine that slept, or an event loop that was held up, is not the worker's silence.
 * https://mediasoup.org/documentation/v3/mediasoup/api/#worker-getResourceUsage
 */
export class Pulse implements Closable {
  readonly #worker: Asked;
  readonly #onSilent: () => void;
  readonly #timer: NodeJS.Timeout;
  #tick = 0;
  #unanswered = 0;
  #asking = false;
  #last: Usage | undefined;
  #cpuShare = 0;

  constructor(worker: Asked, onSilent: () => void) {
    this.#worker = worker;
    this.#onSilent = onSilent;
    this.#timer = setInterval(() => {
      this.#beat();
    }, TICK_MS);
    void this.#ask();
  }

  /** How much of one core the worker took lately, 0 to 1; 0 before that is known. */
  get cpuShare(): number {
    return this.#cpuShare;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    this.#tick += 1;
    if (this.#asking) {
      this.#unanswered += 1;
      if (this.#unanswered >= DEAD_AFTER) {
        this.close();
        this.#onSilent();
      }
    } else if (this.#tick % ASK_EVERY === 0) {
      // Never rejects: a worker that closed meanwhile has nothing to tell.
      void this.#ask();
    }
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    this.#unanswered = 0;
    try {
      const usage = await this.#worker.getResourceUsage();
      this.#note({ cpuMs: usage.ru_utime + usage.ru_stime, atMs: performance.now() });
      this.#asking = false;
    } catch {
      // An answer of sorts for one that closed; a worker that refuses its own usage stays unanswered.
      this.#asking = !this.#worker.closed;
    }
  }

  #note(usage: Usage): void {
    const before = this.#last;
    this.#last = usage;
    if (before !== undefined) {
      const share = (usage.cpuMs - before.cpuMs) / Math.max(usage.atMs - before.atMs, 1);
      this.#cpuShare = Math.min(Math.max(share, 0), 1);
    }
  }
}
