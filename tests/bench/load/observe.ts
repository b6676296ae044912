import { setTimeout as wait } from 'node:timers/promises';
import { median, percentile, type Figure } from '../figures.ts';
import type { LoadedServer, ServerCost } from './LoadedServer.ts';
import { lateness, LoadWatch, saturation, type OwnLoad } from './LoadWatch.ts';

/** What a stretch of time cost. */
export interface Stretch {
  readonly seconds: number;
  readonly cost: ServerCost;
  /** Of one core. */
  readonly nodePercent: number;
  readonly workerPercent: number;
  /** The server was ready to run and had to wait for its core. */
  readonly waitPercent: number;
  readonly own: OwnLoad;
}

/** Watches server and load while `work` goes on. */
export async function stretchOf(server: LoadedServer, work: () => Promise<unknown>): Promise<Stretch> {
  const before = server.cost();
  const watch = new LoadWatch();
  const startMs = performance.now();
  await work();
  const ms = performance.now() - startMs;
  const cost = server.costSince(before);
  const own = watch.stop();
  return {
    seconds: ms / 1_000,
    cost,
    nodePercent: (cost.node.cpuMs / ms) * 100,
    workerPercent: (cost.worker.cpuMs / ms) * 100,
    waitPercent: ((cost.node.waitMs + cost.worker.waitMs) / ms) * 100,
    own,
  };
}

export const observe = async (server: LoadedServer, ms: number): Promise<Stretch> => stretchOf(server, () => wait(ms));

/** What the runs of a measurement gave; runs of a saturated load do not count. */
export class Runs {
  readonly #judge: (own: OwnLoad) => string | undefined;
  readonly #values: number[] = [];
  readonly #own: OwnLoad[] = [];
  readonly #waits: number[] = [];
  #voided: string | undefined;
  #voidedCount = 0;

  /** @param what a `time` is void in runs with late timers too; an `amount` is as it is */
  constructor(what: 'time' | 'amount') {
    this.#judge = what === 'time' ? lateness : saturation;
  }

  add(value: number, { own, waitPercent }: Pick<Stretch, 'own' | 'waitPercent'>): void {
    this.#own.push(own);
    this.#waits.push(waitPercent);
    const voided = this.#judge(own);
    if (voided === undefined) {
      this.#values.push(value);
    } else {
      this.#voided = voided;
      this.#voidedCount += 1;
    }
  }

  /** Values of the runs that count. */
  get values(): readonly number[] {
    return this.#values;
  }

  /** Undefined when every run was void. */
  percentile(percent: number): number | undefined {
    return this.#values.length === 0 ? undefined : percentile(this.#values, percent);
  }

  get median(): number | undefined {
    return this.percentile(50);
  }

  /** What stands beside the figure, so that its weight can be judged. */
  get detail(): NonNullable<Figure['detail']> {
    const round = (value: number): number => Math.round(value * 10) / 10;
    return {
      runs: this.#values.length,
      ...(this.#values.length === 0 ? {} : { p10: this.percentile(10), p90: this.percentile(90) }),
      ...(this.#voided === undefined ? {} : { voidedRuns: this.#voidedCount, voidedBecause: this.#voided }),
      loadCpuPercent: round(median(this.#own.map(({ cpuPercent }) => cpuPercent))),
      loadLagP99Ms: round(Math.max(...this.#own.map(({ lagP99Ms }) => lagP99Ms))),
      serverWaitPercent: round(median(this.#waits)),
    };
  }
}
