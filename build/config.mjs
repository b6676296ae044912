import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The only reader of environment variables in `build/`. Empty means not set.
 *
 * @param {string} name
 */
function read(name) {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

const home = read('HOME') ?? homedir();

/** @returns {string} where this platform's programs keep what can be made again */
function cacheFolder() {
  const chosen = read('XDG_CACHE_HOME');
  if (chosen !== undefined) {
    return chosen;
  }
  if (process.platform === 'win32') {
    return read('LOCALAPPDATA') ?? join(home, 'AppData', 'Local');
  }
  return process.platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache');
}

export const config = {
  /** Yankcord's own folder in the cache: outside of the checkout, so that every clone shares it. */
  cacheDir: join(cacheFolder(), 'yankcord'),
  /** A mediasoup worker that the person brings along. */
  workerBin: read('MEDIASOUP_WORKER_BIN'),
  /** Where mediasoup's prebuilt workers are, if not at its repository; mediasoup's own name for it. */
  workerDownloadBaseUrl: read('MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL'),
  /** Who becomes the owner of a server that has none, where that is set; the server's own name for it. */
  owner: read('YANKCORD_OWNER'),
  /** Where the packages that are made look for newer ones (https), and the public key that those have to be signed for. */
  updateFeed: read('YANKCORD_UPDATE_FEED'),
  updatePublicKey: read('YANKCORD_UPDATE_PUBLIC_KEY'),
  /** The file with the private key; whoever makes packages keeps it, and nobody else. */
  updateSigningKey: read('YANKCORD_UPDATE_SIGNING_KEY'),
  /** Windows and macOS always have one as far as a program can tell. */
  hasDisplay:
    process.platform === 'win32' ||
    process.platform === 'darwin' ||
    read('DISPLAY') !== undefined ||
    read('WAYLAND_DISPLAY') !== undefined,
  /** The folders that programs are found in. */
  path: read('PATH') ?? '',
  /** npm's own program, when npm runs us. */
  npmProgram: read('npm_execpath'),
  /** Where the person typed the command; npm moves to the checkout before it runs a script. */
  typedIn: read('INIT_CWD') ?? process.cwd(),
};

/**
 * The environment of a child: ours, and what is added.
 *
 * @param {Record<string, string | undefined>} additions
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnv(additions = {}) {
  return { ...process.env, ...additions };
}
