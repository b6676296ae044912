import type { Lifetime } from '../common/lifetime.ts';
import type { Log } from '../common/log.ts';
import type { Attachments } from './community/Attachments.ts';
import type { Authority } from './community/Authority.ts';
import type { Config } from './config.ts';
import type { WorkerHealth, WorkerPool } from './media/workers.ts';
import { Metrics } from './Metrics.ts';
import { BackupSchedule } from './operations/BackupSchedule.ts';
import { Condition, type ConditionSources } from './operations/Condition.ts';
import type { QualityBoard } from './quality/QualityBoard.ts';
import type { Database } from './store/Database.ts';

/** What is looked at. */
export interface Watched {
  readonly pool: WorkerPool;
  readonly board: QualityBoard;
  readonly counts: () => object;
  readonly people: ConditionSources['people'];
  readonly attachments: Attachments;
  readonly authority: Authority;
  readonly database: Database;
}

export interface Upkeep {
  /** Undefined where they are switched off. */
  readonly metrics: Metrics | undefined;
  readonly condition: Condition;
}

const SWEEP_MS = 3_600_000;

/**
 * What looks after a server while it runs: backups, files that nobody needs any more, and the metrics that tell how it does.
 * @param life owns them
 */
export const openUpkeep = (
  life: Lifetime,
  { dataDir, backups, metrics: access }: Config,
  { pool, board, counts, people, attachments, authority, database }: Watched,
  log: Log,
): Upkeep => {
  const schedule = backups.everyHours === 0 ? undefined : life.own(new BackupSchedule(dataDir, backups, log));
  const sweeps = setInterval(() => {
    attachments.sweep(Date.now()).catch((fault: unknown) => {
      log.error('Files could not be swept', fault);
    });
  }, SWEEP_MS);
  life.add(() => {
    clearInterval(sweeps);
  });
  const workers = (): WorkerHealth[] => pool.health;
  const backupSeconds = (): number | undefined => schedule?.lastSeconds;
  const condition = new Condition({
    authority,
    database,
    dataDir,
    people,
    workers,
    backupsEveryHours: backups.everyHours,
    backupSeconds,
  });
  if (access.kind === 'off') {
    return { metrics: undefined, condition };
  }
  const metrics = life.own(new Metrics({ counts, workers, backupSeconds }));
  life.add(
    board.events.on('sampled', ({ sample }) => {
      metrics.sampled(sample);
    }),
  );
  return { metrics, condition };
};
