import { mkdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const HEARTBEAT_MS = 1_000;
/** A holder that has not beaten for this long was killed. */
const STALE_MS = 10_000;

/**
 * Runs `work` while holding a lock: a folder whose time of change its holder keeps fresh. The lock saves two set-ups
 * from doing the same long work; nothing breaks where it fails, as results are moved into place in one step.
 *
 * @template T
 * @param {string} folder
 * @param {object} options
 * @param {() => void} options.onWait told once when another process holds the lock
 * @param {AbortSignal | undefined} [options.signal] ends the waiting
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, { onWait, signal }, work) {
  await mkdir(dirname(folder), { recursive: true });
  let waited = false;
  while (!(await take(folder))) {
    if (!waited) {
      waited = true;
      onWait();
    }
    await delay(HEARTBEAT_MS, undefined, { signal });
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    // Without its beat the lock only looks free to others.
    utimes(folder, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
async function take(folder) {
  try {
    await mkdir(folder);
    return true;
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'EEXIST')) {
      throw fault;
    }
  }
  const changed = await stat(folder).catch(() => undefined);
  if (changed !== undefined && Date.now() - changed.mtimeMs > STALE_MS) {
    await rm(folder, { recursive: true, force: true });
  }
  return false;
}
