import { statfs } from 'node:fs/promises';
import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import { memoryUsage } from 'node:process';
import packageJson from '../../package.json' with { type: 'json' };
import type { ServerCondition } from '../../common/condition.ts';
import type { Asker, Authority } from '../community/Authority.ts';
import type { WorkerHealth } from '../media/workers.ts';
import { countKept, databaseBytes } from '../store/amounts.ts';
import type { Database } from '../store/Database.ts';

/** What is looked at. */
export interface ConditionSources {
  readonly authority: Authority;
  readonly database: Database;
  readonly dataDir: string;
  readonly people: () => Pick<ServerCondition, 'online' | 'inCalls'>;
  readonly workers: () => WorkerHealth[];
  readonly backupsEveryHours: number;
  readonly backupSeconds: () => number | undefined;
}

/** How the server does, for those who run it and have no shell on its machine. */
export class Condition {
  readonly #sources: ConditionSources;
  readonly #startedMs = Date.now();
  #busy: EventLoopUtilization = performance.eventLoopUtilization();

  constructor(sources: ConditionSources) {
    this.#sources = sources;
  }

  /** @throws AppError `forbidden` */
  async look(by: Asker): Promise<ServerCondition> {
    const { authority, database, dataDir, people, workers, backupsEveryHours, backupSeconds } = this.#sources;
    authority.require(by, 'manageServer');
    const [kept, bytes, disk] = await Promise.all([countKept(database), databaseBytes(dataDir), statfs(dataDir)]);
    const lastSeconds = backupSeconds();
    return {
      version: packageJson.version,
      startedMs: this.#startedMs,
      ...people(),
      memoryBytes: memoryUsage.rss(),
      busyPercent: this.#busyPercent(),
      workers: workers(),
      storage: { ...kept, databaseBytes: bytes, freeBytes: disk.bavail * disk.bsize },
      backup: { everyHours: backupsEveryHours, lastMs: lastSeconds === undefined ? null : lastSeconds * 1_000 },
    };
  }

  #busyPercent(): number {
    const before = this.#busy;
    this.#busy = performance.eventLoopUtilization();
    return Math.round(performance.eventLoopUtilization(this.#busy, before).utilization * 100);
  }
}
