/** Whether the programs and files that a server needs are there and work. */
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../../common/errors.ts';
import { SILENT_LOG } from '../../../common/log.ts';
import type { Config } from '../../config.ts';
import { WorkerPool } from '../../media/workers.ts';
import { problem, warning, well, type Finding } from './finding.ts';

const ANSWER_MS = 5_000;
const HERE = '127.0.0.1';

/** Starts one for real, on loopback. */
export const lookAtWorker = async ({ media: { workerBin } }: Config): Promise<Finding> => {
  const about = 'media worker';
  try {
    const pool = await WorkerPool.open(
      { count: 1, workerBin, addresses: [{ listen: HERE }], portsOf: () => [0] },
      SILENT_LOG,
    );
    pool.close();
    await pool.ended();
    return well(about, 'starts');
  } catch (fault) {
    return problem(about, AppError.from(fault).message, 'Run "npm run setup", or set MEDIASOUP_WORKER_BIN.');
  }
};

export const lookAtClient = async ({ webDir }: Config): Promise<Finding> => {
  const about = 'web client';
  return access(join(webDir, 'index.html')).then(
    () => well(about, 'is built'),
    () => problem(about, `is not in ${webDir}`, 'Run "npm run build", or set YANKCORD_WEB_DIR.'),
  );
};

/** The apps of those who share natively bring their own; a server needs none. */
export const lookAtFfmpeg = async (): Promise<Finding> => {
  const about = 'ffmpeg';
  try {
    const { stdout } = await promisify(execFile)('ffmpeg', ['-hide_banner', '-version'], { timeout: ANSWER_MS });
    const [, version = 'of an unknown version'] = /^ffmpeg version (\S+)/.exec(stdout) ?? [];
    return well(about, version);
  } catch {
    return warning(about, 'is not found', 'Needed only to share a screen natively from this machine: install ffmpeg.');
  }
};
