import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode } from '../../common/errors.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import { listBackups, timeOf, type Backup } from '../store/backup.ts';

const HOUR_MS = 3_600_000;
/** It is looked so often whether one is due: a machine that slept is not late for long. */
const LOOK_MS = 5 * 60_000;

export interface BackupOrder {
  readonly dataDir: string;
  /** The folder that holds the backups. */
  readonly into: string;
  /** So many are kept, the newest. */
  readonly kept: number;
}
export type BackupOutcome =
  | { readonly kind: 'made'; readonly backup: Backup }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };

export interface BackupPlan {
  readonly everyHours: number;
  readonly kept: number;
}

export const backupsOf = (dataDir: string): string => join(dataDir, 'backups');

/** In a checkout the sources themselves, once built beside the bundle. */
const THREAD = new URL(import.meta.url.endsWith('.ts') ? './backupThread.ts' : './backupThread.js', import.meta.url);

/** Backups by themselves, while the server runs. */
export class BackupSchedule implements Closable {
  readonly #order: BackupOrder;
  readonly #everyMs: number;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  #running: Worker | undefined;
  #lastMs: number | undefined;
  #closed = false;

  /** @param lookMs for tests */
  constructor(dataDir: string, { everyHours, kept }: BackupPlan, log: Log, lookMs = LOOK_MS) {
    this.#order = { dataDir, into: backupsOf(dataDir), kept };
    this.#everyMs = everyHours * HOUR_MS;
    this.#log = log;
    this.#timer = setInterval(() => {
      void this.#look(); // tells its own failures
    }, lookMs);
    this.#timer.unref();
  }

  /** Unix time of the newest backup, in seconds; undefined before it was looked, and while there is none. */
  get lastSeconds(): number | undefined {
    return this.#lastMs === undefined ? undefined : Math.floor(this.#lastMs / 1_000);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    // What it has of a copy is left as partial, and cleared away by the next.
    void this.#running?.terminate();
  }

  async #look(): Promise<void> {
    if (this.#running !== undefined) {
      return;
    }
    try {
      const newest = (await listBackups(this.#order.into)).at(-1);
      this.#lastMs = newest === undefined ? undefined : timeOf(newest);
      if (!this.#closed && (this.#lastMs === undefined || Date.now() - this.#lastMs >= this.#everyMs)) {
        const { bytes, folder } = await this.#make();
        this.#lastMs = timeOf(folder);
        this.#log.info('A backup was made', { bytes });
      }
    } catch (fault) {
      if (!this.#closed) {
        this.#log.error('A backup failed', fault);
      }
    }
  }

  async #make(): Promise<Backup> {
    const thread = new Worker(THREAD, { workerData: this.#order });
    this.#running = thread;
    try {
      // 'error' rejects; a thread that is terminated says nothing more.
      const [outcome] = (await Promise.race([once(thread, 'message'), once(thread, 'exit')])) as [unknown];
      if (typeof outcome !== 'object' || outcome === null) {
        throw new AppError('backup_failed', 'the thread that made it ended');
      }
      const told = outcome as BackupOutcome; // of `backupThread`, which says nothing else
      if (told.kind === 'failed') {
        throw new AppError(told.code, told.message);
      }
      return told.backup;
    } finally {
      this.#running = undefined;
    }
  }
}
