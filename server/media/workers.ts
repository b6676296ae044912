import { setLogEventListeners } from 'mediasoup';
import { AppError } from '../../common/errors.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import { Census, type MediaCounts } from './Census.ts';
import { OutsideCandidates } from './OutsideCandidates.ts';
import { MediaWorker, type MediaAddress, type MediaPort } from './MediaWorker.ts';

export interface PoolOptions {
  readonly count: number;
  /** mediasoup's own place for it when undefined. */
  readonly workerBin: string | undefined;
  /** At the start: see `move`. */
  readonly addresses: readonly MediaAddress[];
  /** Ports that the worker of this place may take, in the order to try them. */
  readonly portsOf: (place: number) => readonly MediaPort[];
}

/** How one worker does, for those who watch the server. */
export interface WorkerHealth {
  readonly running: boolean;
  /** Of one core. */
  readonly cpuPercent: number;
  readonly rooms: number;
}

const REPLACE_DELAYS_MS = [0, 100, 500, 2_000, 10_000];

/** mediasoup's reports may name addresses, which do not belong into a log. */
const withoutAddresses = (text: string): string =>
  text.replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '[address]').replace(/\b[\da-f]*:[\da-f:]*:[\da-f:]*\b/gi, '[address]');

/** The worker processes. A dead one is replaced; its rooms hear of it by their routers. Owns the workers. */
export class WorkerPool implements Closable {
  /** A way from other networks, where there is one. */
  readonly outside = new OutsideCandidates();
  readonly #options: PoolOptions;
  readonly #log: Log;
  readonly #census = new Census();
  readonly #places: (MediaWorker | undefined)[];
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Those who wait for a worker to run. */
  readonly #waiting = new Set<() => void>();
  /** Places whose worker died and is being replaced for the first time. */
  readonly #returning = new Set<number>();
  readonly #life = new Lifetime();
  #addresses: readonly MediaAddress[];
  #turn = 0;

  private constructor(options: PoolOptions, log: Log) {
    this.#options = options;
    this.#addresses = options.addresses;
    this.#log = log;
    this.#places = Array.from({ length: options.count }, () => undefined);
    this.#life.add(() => {
      for (const timer of this.#timers) {
        clearTimeout(timer);
      }
      for (const worker of this.#places) {
        worker?.close();
      }
      this.#wake();
    });
  }

  /** All workers, or none. @throws AppError `worker_missing`, `port_in_use` */
  static async open(options: PoolOptions, log: Log): Promise<WorkerPool> {
    setLogEventListeners({
      onwarn: (namespace, text) => {
        log.debug('mediasoup warns', { namespace, text: withoutAddresses(text) });
      },
      onerror: (namespace, text) => {
        log.debug('mediasoup reports an error', { namespace, text: withoutAddresses(text) });
      },
    });
    const pool = new WorkerPool(options, log);
    const started = await Promise.allSettled(pool.#places.map(async (_, place) => pool.#start(place)));
    const failed = started.find((result) => result.status === 'rejected');
    if (failed !== undefined) {
      pool.close();
      await pool.ended();
      throw failed.reason;
    }
    return pool;
  }

  get running(): number {
    return this.#running.length;
  }

  get wanted(): number {
    return this.#options.count;
  }

  /** Where the next room goes (S15). @throws AppError `media_unavailable` while none runs */
  leastLoaded(): MediaWorker {
    const [first, ...others] = this.#running;
    if (first === undefined) {
      throw new AppError('media_unavailable', 'no media worker is running');
    }
    return others.reduce((least, worker) => (worker.load < least.load ? worker : least), first);
  }

  /**
   * The least loaded worker, each in turn where several are: of rooms that open at once none is carried yet. Waits while
   * none runs, and while one that died is about to be back, which takes some 40 ms: whoever comes back after a worker's
   * death is not refused for being quick, nor are all its rooms put on the others.
   * @throws AppError `media_unavailable` when none runs within `ms`, or the pool closes
   */
  async whenRunning(ms: number): Promise<MediaWorker> {
    const endMs = performance.now() + ms;
    while (!this.#life.ended && (this.running === 0 || this.#returning.size > 0)) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) {
        break;
      }
      await this.#changed(leftMs);
    }
    const { load } = this.leastLoaded();
    const least = this.#running.filter((worker) => worker.load <= load);
    this.#turn += 1;
    return least[this.#turn % least.length] ?? this.leastLoaded();
  }

  /** By place. */
  get health(): WorkerHealth[] {
    return this.#places.map((worker) =>
      worker === undefined || worker.worker.closed
        ? { running: false, cpuPercent: 0, rooms: 0 }
        : { running: true, cpuPercent: Math.round(worker.cpuShare * 100), rooms: worker.carriedCount },
    );
  }

  /** That they really have, by place; none for those that the system chose. */
  get ports(): number[] {
    return this.#running.map(({ port }) => port).filter((port) => port !== 0);
  }

  /** What mediasoup itself has open, counted where it opens and closes. */
  counts(): MediaCounts {
    return this.#census.counts();
  }

  /** Process ids of the workers that run: to find out what they cost, and to end them in tests. */
  get pids(): number[] {
    return this.#running.map(({ worker }) => worker.pid);
  }

  /**
   * The machine has other addresses. A worker's sockets cannot be bound anew (mediasoup, WebRtcServer): each is replaced as if
   * it had died, on the port it had, and those in calls come back as they do then.
   */
  move(addresses: readonly MediaAddress[]): void {
    this.#addresses = addresses;
    this.kill();
  }

  close(): void {
    this.#life.end();
  }

  /** Ends processes that did not end when they were asked to. */
  kill(): void {
    for (const worker of this.#places) {
      worker?.kill();
    }
  }

  /** Resolves when the processes are gone, after `close`. */
  async ended(): Promise<void> {
    await Promise.all(this.#places.map(async (worker) => worker?.ended()));
  }

  get #running(): MediaWorker[] {
    return this.#places.filter((worker) => worker !== undefined).filter(({ worker }) => !worker.closed);
  }

  async #start(place: number): Promise<void> {
    const previous = this.#places[place]?.port;
    const ports = this.#options.portsOf(place);
    const worker = await MediaWorker.open(
      this.#options.workerBin,
      this.#addresses,
      previous === undefined || previous === 0 ? ports : [previous, ...ports],
      this.outside,
    );
    if (this.#life.ended) {
      worker.close();
      return;
    }
    this.#places[place] = worker;
    this.#census.add(worker.worker);
    worker.worker.once('died', () => {
      this.#log.warn('A media worker died and is being replaced', { pid: worker.worker.pid });
      this.#returning.add(place);
      this.#replace(place, 0);
    });
  }

  /** Resolves when a replacement stands or failed, at the end, or after `ms`. */
  async #changed(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const woken = (): void => {
      resolve(undefined);
    };
    const timer = setTimeout(woken, ms);
    this.#waiting.add(woken);
    await promise;
    this.#waiting.delete(woken);
    clearTimeout(timer);
  }

  #wake(): void {
    for (const woken of this.#waiting) {
      woken();
    }
  }

  #replace(place: number, attempt: number): void {
    if (this.#life.ended) {
      return;
    }
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.#start(place)
          .catch((fault: unknown) => {
            this.#log.error('A media worker could not be replaced', fault, { attempt });
            this.#replace(place, attempt + 1);
          })
          .finally(() => {
            this.#returning.delete(place);
            this.#wake();
          });
      },
      REPLACE_DELAYS_MS[Math.min(attempt, REPLACE_DELAYS_MS.length - 1)],
    );
    this.#timers.add(timer);
  }
}
