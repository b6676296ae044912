import type { Lifetime } from '../common/lifetime.ts';
import type { Log } from '../common/log.ts';
import type { Attachments } from './community/Attachments.ts';
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
  readonly attachments: Attachments;
}

const SWEEP_MS = 3_600_000;

/**
 * What looks after a server while it runs: backups, files that nobody needs any more, and the metrics that tell how it does.
 * @param life owns them
 * @returns the metrics; undefined where they are switched off
 */
export const openUpkeep = (
  life: Lifetime,
  { dataDir, backups, metrics: access }: Config,
  { pool, board, counts, attachments }: Watched,
  log: Log,
): Metrics | undefined => {
  const schedule = backups.everyHours === 0 ? undefined : life.own(new BackupSchedule(dataDir, backups, log));
  const sweeps = setInterval(() => {
    attachments.sweep(Date.now()).catch((fault: unknown) => {
      log.error('Files could not be swept', fault);
    });
  }, SWEEP_MS);
  life.add(() => {
    clearInterval(sweeps);
  });
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
