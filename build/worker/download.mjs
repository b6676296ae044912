import { writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { faultText } from './SetupError.mjs';
import { tarEntry } from './tarEntry.mjs';
import { WORKER_FILE } from './WorkerCache.mjs';

/** A server that says nothing for this long is given up; a slow one that keeps sending is not. */
const SILENCE_TIMEOUT_MS = 15_000;

/**
 * The prebuilt worker that mediasoup's own install script would fetch, by the same rule (mediasoup, npm-scripts.mjs).
 * That script itself is of no use here: where the download fails it goes on to install Python packages and compile.
 *
 * @param {object} options
 * @param {string} options.version
 * @param {string} options.baseUrl where mediasoup's releases are, without the version
 * @param {string} options.folder receives the file
 * @param {AbortSignal | undefined} [options.signal]
 * @param {number} [options.silenceTimeoutMs]
 * @returns {Promise<{ ok: true, file: string } | { ok: false, reason: string }>} the reason is part of a sentence
 */
export async function downloadWorker({ version, baseUrl, folder, signal, silenceTimeoutMs = SILENCE_TIMEOUT_MS }) {
  const url = `${baseUrl}/${version}/${archiveName(version)}`;
  const silence = new AbortController();
  const timer = setTimeout(() => {
    silence.abort(new Error(`no answer within ${silenceTimeoutMs / 1000} s`));
  }, silenceTimeoutMs);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([silence.signal, ...(signal ? [signal] : [])]) });
    if (response.status === 404) {
      return { ok: false, reason: `mediasoup publishes no worker for this kind of machine (${archiveName(version)})` };
    }
    if (!response.ok || response.body === null) {
      return { ok: false, reason: `${new URL(url).host} answered ${response.status}` };
    }
    /** @type {Uint8Array[]} */
    const chunks = [];
    for await (const chunk of /** @type {AsyncIterable<Uint8Array>} */ (response.body)) {
      timer.refresh();
      chunks.push(chunk);
    }
    const archive = await promisify(gunzip)(Buffer.concat(chunks)).catch(() => undefined);
    const worker = archive && tarEntry(archive, WORKER_FILE);
    if (worker === undefined) {
      return { ok: false, reason: `what ${new URL(url).host} sent holds no worker` };
    }
    const file = join(folder, WORKER_FILE);
    await writeFile(file, worker);
    return { ok: true, file };
  } catch (fault) {
    signal?.throwIfAborted();
    // fetch says no more than "fetch failed"; what happened is in its cause.
    const cause = fault instanceof Error && fault.cause instanceof Error ? fault.cause : fault;
    return { ok: false, reason: faultText(cause) };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} version */
function archiveName(version) {
  const kernel = process.platform === 'linux' ? `-kernel${Number.parseInt(release(), 10)}` : '';
  return `mediasoup-worker-${version}-${process.platform}-${process.arch}${kernel}.tgz`;
}
