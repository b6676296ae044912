import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { config, ROOT } from '../config.mjs';
import { readJson } from './json.mjs';
import { PINNED_NODE } from './packages.mjs';
import { print } from './steps.mjs';
import { readStamp, removeStamp, writeStamp } from './stamps.mjs';

/** How long a server that should hold Electron's binary may say nothing. */
const SILENCE_MS = 8_000;
/** Progress of a download that moves. */
const TELL_EVERY_MS = 5_000;

const ELECTRON = join(ROOT, 'node_modules', 'electron');
/** Holds why the last attempt failed, for the version of Electron it was made for. */
const FAILED = 'electron-unavailable';

/**
 * @typedef {{ kind: 'ready', program: string } | { kind: 'missing', why: string }} DesktopProgram
 */

/**
 * Electron's program, fetched on first use. A failure is remembered, so that it delays one start and no other.
 *
 * @param {object} [options]
 * @param {boolean} [options.again] tries even where the last attempt failed
 * @param {AbortSignal | undefined} [options.signal]
 * @returns {Promise<DesktopProgram>}
 */
export async function bringElectron({ again = false, signal } = {}) {
  const there = installedProgram();
  if (there !== undefined) {
    return { kind: 'ready', program: there };
  }
  const version = electronVersion();
  const remembered = readStamp(FAILED);
  if (!again && remembered?.startsWith(`${version}\n`)) {
    return {
      kind: 'missing',
      why: `${remembered.slice(version.length + 1)}; \`npm run setup -- desktop\` tries again`,
    };
  }
  print(`desktop: fetching Electron ${version}`);
  const fault = await fetchElectron({ signal });
  const program = installedProgram();
  if (fault === undefined && program !== undefined) {
    removeStamp(FAILED);
    return { kind: 'ready', program };
  }
  const why = `Electron's program could not be fetched (${fault ?? 'it is not where it should be'})`;
  writeStamp(FAILED, `${version}\n${why}`);
  return { kind: 'missing', why: `${why}; \`npm run setup -- desktop\` tries again` };
}

/** Electron notes in `path.txt` which file of `dist` is its program. */
function installedProgram() {
  try {
    const program = join(ELECTRON, 'dist', readFileSync(join(ELECTRON, 'path.txt'), 'utf8'));
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}

/** @returns {string} */
function electronVersion() {
  const about = /** @type {{ version: string }} */ (readJson(join(ELECTRON, 'package.json')));
  return about.version;
}

/**
 * Runs Electron's own install script, which knows mirrors, proxies, its cache and the checksums.
 *
 * @param {object} options
 * @param {AbortSignal | undefined} [options.signal]
 * @param {string[]} [options.command] in tests: another program than Electron's
 * @param {number} [options.silenceMs]
 * @returns {Promise<string | undefined>} why there is none, as part of a sentence
 */
export function fetchElectron({ signal, command = installCommand(), silenceMs = SILENCE_MS }) {
  const [program = PINNED_NODE, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], windowsHide: true });
    let said = '';
    let silent = false;
    let toldAtMs = performance.now();
    const giveUp = () => {
      silent = true;
      // SIGKILL: a name look-up that hangs keeps a process from ending on anything less.
      child.kill('SIGKILL');
    };
    let timer = setTimeout(giveUp, silenceMs);
    const interrupt = () => child.kill('SIGKILL');
    signal?.addEventListener('abort', interrupt);

    child.stderr?.on('data', (chunk) => {
      said ||= String(chunk);
    });
    child.on('message', (message) => {
      clearTimeout(timer);
      // What tellBytes.mjs sends.
      const { failed, received, total } = /** @type {{ failed?: string, received: number, total: number }} */ (message);
      if (failed !== undefined) {
        said = failed;
        return;
      }
      // What is received whole is unpacked next, in silence.
      if (received < total || total === 0) {
        timer = setTimeout(giveUp, silenceMs);
      }
      if (performance.now() - toldAtMs > TELL_EVERY_MS) {
        toldAtMs = performance.now();
        print(`desktop: ${megabytes(received)}${total > 0 ? ` of ${megabytes(total)}` : ''} MB`);
      }
    });
    /** @param {string | undefined} fault */
    const end = (fault) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
      if (signal?.aborted) {
        reject(asError(signal.reason));
      } else {
        resolve(fault);
      }
    };
    child.on('error', (fault) => {
      end(fault.message);
    });
    child.on('close', (exitCode) => {
      if (silent) {
        end('its server does not answer');
      } else {
        end(exitCode === 0 ? undefined : (firstLine(said) ?? 'the download failed'));
      }
    });
  });
}

function installCommand() {
  const tell = pathToFileURL(join(ROOT, 'build', 'tellBytes.mjs')).href;
  return [PINNED_NODE, '--import', tell, join(ELECTRON, 'install.js')];
}

/** @param {string} text */
function firstLine(text) {
  return text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim();
}

/** @param {number} bytes */
function megabytes(bytes) {
  return Math.round(bytes / 1e6);
}

/** @param {unknown} reason */
function asError(reason) {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** @returns {string | undefined} why no window can be opened here, as part of a sentence */
export function noWindowReason() {
  return config.hasDisplay ? undefined : 'there is no display';
}
