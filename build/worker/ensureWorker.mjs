import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { downloadWorker } from './download.mjs';
import { RECIPE, buildWorker } from './localBuild.mjs';
import { withLock } from './lock.mjs';
import { SetupError, faultText } from './SetupError.mjs';
import { workerFault } from './verify.mjs';
import { WorkerCache } from './WorkerCache.mjs';

const STEP = 'getting the mediasoup worker';

/**
 * @typedef {object} EnsureWorkerOptions
 * @property {string} mediasoupDir the installed mediasoup package
 * @property {string} cacheDir this person's cache folder for Yankcord
 * @property {string | undefined} [givenBin] a worker that the person names (MEDIASOUP_WORKER_BIN); nothing else is tried
 * @property {boolean | undefined} [download] whether mediasoup's prebuilt worker may be downloaded; yes by default
 * @property {string | undefined} [downloadBaseUrl] where mediasoup's releases are, if not at its repository
 *   (MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL)
 * @property {((line: string) => void) | undefined} [log] told how it goes, at most a line every few seconds
 * @property {AbortSignal | undefined} [signal] gives up: programs are ended, the work folder is removed
 *
 * @typedef {{ path: string, origin: 'given' | 'cached' | 'downloaded' | 'built' }} Worker
 */

/**
 * Finds, downloads or builds the worker that the installed mediasoup needs. Whatever it returns has been seen running.
 * Needs no package but mediasoup's own files, and reads no environment variable.
 *
 * @param {EnsureWorkerOptions} options
 * @returns {Promise<Worker>} with an absolute path
 * @throws {SetupError} with the step that failed, why, and what to do
 */
export async function ensureWorker(options) {
  try {
    return await findWorker(options);
  } catch (fault) {
    if (fault instanceof SetupError || options.signal?.aborted) {
      throw fault;
    }
    throw new SetupError(
      {
        step: STEP,
        reason: `${faultText(fault)}.`,
        action: `Check that ${options.mediasoupDir} is installed, and that ${options.cacheDir} is writable and its disk not full.`,
      },
      { cause: fault },
    );
  }
}

/**
 * @param {EnsureWorkerOptions} options
 * @returns {Promise<Worker>}
 */
async function findWorker(options) {
  const { mediasoupDir, cacheDir, givenBin, log = () => undefined, signal } = options;
  const mediasoup = await readPackage(mediasoupDir);

  if (givenBin !== undefined) {
    const path = resolve(givenBin);
    const fault = await workerFault(path, mediasoup.version);
    if (fault !== undefined) {
      throw new SetupError({
        step: STEP,
        reason: `MEDIASOUP_WORKER_BIN names ${path}, but ${fault}.`,
        action: `Set it to a working mediasoup-worker ${mediasoup.version}, or unset it to let one be found.`,
      });
    }
    return { path, origin: 'given' };
  }

  const cache = new WorkerCache(cacheDir, mediasoup.version);
  if (await isUsable(cache)) {
    return { path: cache.bin, origin: 'cached' };
  }
  const onWait = () => {
    log('mediasoup worker: another set-up is getting it; waiting for that one');
  };
  return withLock(cache.lockFolder, { onWait, signal }, async () => {
    // The one who held the lock before may have made it.
    if (await isUsable(cache)) {
      return { path: cache.bin, origin: 'cached' };
    }
    await cache.discard();
    const origin = await cache.withWorkFolder((folder) => makeWorker(cache, folder, mediasoup, { ...options, log }));
    return { path: cache.bin, origin };
  });
}

/**
 * Downloads or builds a worker into the cache.
 *
 * @param {WorkerCache} cache
 * @param {string} folder
 * @param {{ version: string, releasesUrl: string }} mediasoup
 * @param {EnsureWorkerOptions & { log: (line: string) => void }} options
 * @returns {Promise<'downloaded' | 'built'>}
 */
async function makeWorker(cache, folder, mediasoup, { mediasoupDir, download = true, downloadBaseUrl, log, signal }) {
  let undownloaded = 'downloading is switched off';
  if (download) {
    const baseUrl = downloadBaseUrl ?? mediasoup.releasesUrl;
    log(`mediasoup worker: downloading it from ${new URL(baseUrl).host}`);
    const result = await downloadWorker({ version: mediasoup.version, baseUrl, folder, signal });
    const fault = result.ok ? await cache.accept(result.file) : result.reason;
    if (fault === undefined) {
      return 'downloaded';
    }
    undownloaded = `the download failed: ${fault}`;
    log(`mediasoup worker: ${undownloaded}`);
  }

  if (process.platform !== 'linux') {
    throw new SetupError({
      step: STEP,
      reason: `There is none in the cache, and ${undownloaded}. On this system Yankcord cannot compile one.`,
      action: `${download ? 'Try again on a network that reaches that server' : 'Allow the download'}, or bring a mediasoup-worker ${mediasoup.version} made for ${process.platform}-${process.arch} and set MEDIASOUP_WORKER_BIN to its path.`,
    });
  }
  const file = await buildWorker({ mediasoupDir, folder, logFile: cache.logFile, log, signal });
  const fault = await cache.accept(file, RECIPE);
  if (fault !== undefined) {
    throw new SetupError({
      step: STEP,
      reason: `It was compiled, but ${fault}.`,
      action: `Bring a mediasoup-worker ${mediasoup.version} that works on this machine and set MEDIASOUP_WORKER_BIN to its path.`,
    });
  }
  log('mediasoup worker: compiled');
  return 'built';
}

/**
 * Whether the cached worker runs and was not built by a recipe of the past.
 *
 * @param {WorkerCache} cache
 */
async function isUsable(cache) {
  const recipe = await cache.recipe();
  return (recipe === undefined || recipe === RECIPE) && (await cache.fault()) === undefined;
}

/** @param {string} mediasoupDir */
async function readPackage(mediasoupDir) {
  /** @type {unknown} */
  const parsed = JSON.parse(await readFile(join(mediasoupDir, 'package.json'), 'utf8'));
  const about = /** @type {{ version: string, repository: { url: string } }} */ (parsed);
  const repositoryUrl = about.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  return { version: about.version, releasesUrl: `${repositoryUrl}/releases/download` };
}
