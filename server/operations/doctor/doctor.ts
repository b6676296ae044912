import type { Config } from '../../config.ts';
import { isRunning, lookAtBackups, lookAtCertificate, lookAtClock, lookAtDatabase, lookAtDisk } from './data.ts';
import type { Finding } from './finding.ts';
import { lookAtAddresses, lookAtMediaPorts, lookAtWebPort } from './network.ts';
import { lookAtClient, lookAtFfmpeg, lookAtWorker } from './programs.ts';

/**
 * Everything that keeps a server from running well, with what helps; changes nothing. A server may run on the data
 * folder meanwhile.
 * @throws AppError `data_unwritable` where nothing can be kept at all
 */
export const examine = async (config: Config, nowMs: number): Promise<Finding[]> => {
  const { dataDir, backups } = config;
  const running = await isRunning(dataDir);
  const slow = await Promise.all([
    lookAtWebPort(config, running),
    lookAtMediaPorts(config, running),
    lookAtWorker(config),
    lookAtClient(config),
    lookAtFfmpeg(),
    lookAtDisk(dataDir),
    lookAtCertificate(dataDir, nowMs),
    lookAtDatabase(dataDir),
    lookAtBackups(dataDir, backups, nowMs),
  ]);
  return [lookAtAddresses(config), lookAtClock(dataDir, nowMs), ...slow];
};
