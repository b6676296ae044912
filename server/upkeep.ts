import type { Lifetime } from '../common/lifetime.ts';
import type { Log } from '../common/log.ts';
import type { Config } from './config.ts';
import type { WorkerPool } from './media/workers.ts';
import { Metrics } from './Metrics.ts';
import { BackupSchedule } from './operations/BackupSchedule.ts';
import type { QualityBoard } from './quality/QualityBoard.ts';

/** What is looked at. */
export interface Watched {
  readonly pool: WorkerPool;
  readonly board: QualityBoard;
  readonly counts: () => object;
}

/**
 * What looks after a server while it runs: backups, and the metrics that tell how it does.
 * @param life owns both
 * @returns the metrics; undefined where they are switched off
 */
export const openUpkeep = (
  life: Lifetime,
  { dataDir, backups, metrics: access }: Config,
  { pool, board, counts }: Watched,
  log: Log,
): Metrics | undefined => {
  const schedule = backups.everyHours === 0 ? undefined : life.own(new BackupSchedule(dataDir, backups, log));
  if (access.kind === 'off') {
    return undefined;
  }
  const metrics = life.own(
    new Metrics({ counts, workers: () => pool.health, backupSeconds: () => schedule?.lastSeconds }),
  );
  life.add(
    board.events.on('sampled', ({ sample }) => {
      metrics.sampled(sample);
    }),
  );
  return metrics;
};
