import { join } from 'node:path';
import { config, ROOT } from '../config.mjs';
import { ensureWorker } from '../worker/ensureWorker.mjs';
import { withLock } from '../worker/lock.mjs';
import { buildStep } from './buildStep.mjs';
import { packagesStep } from './packages.mjs';
import { print, runSteps } from './steps.mjs';

/**
 * @typedef {object} Wanted
 * @property {readonly import('./parts.mjs').PartName[]} parts what is to be built
 * @property {boolean} [worker] whether media will flow; yes by default
 * @property {readonly import('./steps.mjs').Step[]} [between] further steps, after packages and before the build
 * @property {AbortSignal | undefined} [signal]
 */

/**
 * Brings everything that hosting needs, and does nothing twice. Two at once in the same checkout take turns.
 *
 * @param {Wanted} wanted
 * @returns {Promise<{ workerBin: string | undefined }>}
 */
export async function prepare({ parts, worker = true, between = [], signal }) {
  const onWait = () => {
    print('set-up: another one is at work in this folder; waiting for it');
  };
  return withLock(join(ROOT, '.setup', 'lock'), { onWait, signal }, async () => {
    await runSteps([packagesStep(signal)]);
    const found = worker ? await bringWorker(signal) : undefined;
    await runSteps([...between, buildStep(parts, signal)]);
    return { workerBin: found?.path };
  });
}

/** @param {AbortSignal | undefined} signal */
function bringWorker(signal) {
  return ensureWorker({
    mediasoupDir: join(ROOT, 'node_modules', 'mediasoup'),
    cacheDir: config.cacheDir,
    givenBin: config.workerBin,
    downloadBaseUrl: config.workerDownloadBaseUrl,
    log: print,
    signal,
  });
}
