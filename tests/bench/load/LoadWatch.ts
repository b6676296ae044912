import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** How busy the load itself was. */
export interface OwnLoad {
  /** Of one core. */
  readonly cpuPercent: number;
  /** How late timers fired, 99 of 100. */
  readonly lagP99Ms: number;
}

const CPU_LIMIT_PERCENT = 90;
const LAG_LIMIT_MS = 40;
const RESOLUTION_MS = 5;

/** Watches this process, which is the load, from its creation to `stop`. */
export class LoadWatch {
  readonly #startMs = performance.now();
  readonly #startCpu = process.cpuUsage();
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#delay.enable();
  }

  stop(): OwnLoad {
    this.#delay.disable();
    const { user, system } = process.cpuUsage(this.#startCpu);
    const cpuPercent = (user + system) / 10 / (performance.now() - this.#startMs);
    const lagP99Ms = Math.max(0, this.#delay.percentile(99) / 1e6 - RESOLUTION_MS);
    return { cpuPercent, lagP99Ms };
  }
}

/** Why what was measured meanwhile says more of the load than of the server; undefined when it does not. */
export const saturation = ({ cpuPercent }: OwnLoad): string | undefined =>
  cpuPercent > CPU_LIMIT_PERCENT ? `the load took ${cpuPercent.toFixed(0)} % of its core` : undefined;

/** The same for a time that was measured, which a load that had to wait for its core, or for itself, makes longer. */
export const lateness = (own: OwnLoad): string | undefined =>
  saturation(own) ??
  (own.lagP99Ms > LAG_LIMIT_MS ? `the load's timers were ${own.lagP99Ms.toFixed(0)} ms late` : undefined);
