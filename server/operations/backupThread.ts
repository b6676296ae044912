/** Makes one backup in a thread of its own: reading a large copy through takes seconds, which no packet waits for. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../common/errors.ts';
import { backUp, keepNewest } from '../store/backup.ts';
import type { BackupOrder, BackupOutcome } from './BackupSchedule.ts';

const work = async ({ dataDir, into, kept }: BackupOrder): Promise<BackupOutcome> => {
  try {
    const backup = await backUp(dataDir, into, new Date());
    await keepNewest(into, kept);
    return { kind: 'made', backup };
  } catch (thrown) {
    const { code, message } = AppError.from(thrown);
    return { kind: 'failed', code, message };
  }
};

if (!isMainThread && parentPort !== null) {
  // Whoever starts this thread hands it an order: `BackupSchedule`.
  parentPort.postMessage(await work(workerData as BackupOrder));
}
