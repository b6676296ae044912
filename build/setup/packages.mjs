import { existsSync, lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import { config, ROOT } from '../config.mjs';
import { runCommand } from '../worker/command.mjs';
import { SetupError } from '../worker/SetupError.mjs';
import { readJson } from './json.mjs';

const MODULES = join(ROOT, 'node_modules');
const NODE_PACKAGE = join(MODULES, 'node');

/** The Node that everything after this step runs under, whatever the machine's own is. */
export const PINNED_NODE = join(NODE_PACKAGE, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * @param {AbortSignal | undefined} [signal]
 * @returns {import('./steps.mjs').Step}
 */
export function packagesStep(signal) {
  return {
    name: 'packages',
    isDone: () => existsSync(PINNED_NODE) && packagesMatch(ROOT),
    run: async (say) => {
      if (!packagesMatch(ROOT)) {
        refuseLink(MODULES);
        say('packages: installing, about half a minute');
        // Install scripts stay off: mediasoup's downloads from GitHub, better-sqlite3's compiles what it already holds.
        await npm(['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], signal);
      }
      if (!existsSync(PINNED_NODE)) {
        say(`packages: fetching Node ${pinnedVersion()}`);
        await installNode(signal);
      }
    },
  };
}

/**
 * Whether npm's own note of what it installed agrees with the lockfile, so that an `npm ci` by hand counts as well.
 * Packages for other platforms are optional and may be absent.
 *
 * @param {string} root
 */
export function packagesMatch(root) {
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  const found = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || found === undefined) {
    return false;
  }
  return Object.entries(wanted).every(([path, entry]) => {
    const installed = found[path];
    return path === '' || (installed === undefined ? entry.optional === true : installed.version === entry.version);
  });
}

/**
 * npm empties the folder that it installs into: behind a link that is another checkout's.
 *
 * @param {string} path
 */
export function refuseLink(path) {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw new SetupError({
      step: 'packages',
      reason: `"${path}" is a link, and what it leads to would be emptied.`,
      action: 'Remove the link and start again.',
    });
  }
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function lockedPackages(file) {
  try {
    // npm writes this file, and a wrong shape only makes it install again.
    const lock = /** @type {{ packages?: Record<string, { version?: string, optional?: boolean }> }} */ (
      readJson(file)
    );
    return lock.packages;
  } catch {
    return undefined;
  }
}

/**
 * @param {string[]} args
 * @param {AbortSignal | undefined} signal
 */
async function npm(args, signal) {
  const words = [...args, '--loglevel=error'];
  /** @type {string[]} */
  const output = [];
  const { exitCode } = await runCommand(...npmCommand(words), {
    cwd: ROOT,
    signal,
    onLine: (line) => output.push(line),
  });
  if (exitCode === 127) {
    throw new SetupError({
      step: 'packages',
      reason: 'npm cannot be started.',
      action: 'Install Node 20 or newer together with npm (https://nodejs.org), and run the command again.',
    });
  }
  if (exitCode !== 0) {
    throw npmFailed(output);
  }
}

/**
 * npm as a script of the running Node where npm started us, since `npm` is no program of its own on Windows.
 *
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
function npmCommand(args) {
  const { npmProgram } = config;
  // pnpm and yarn set the same variable.
  if (npmProgram !== undefined && basename(npmProgram).startsWith('npm')) {
    return [process.execPath, [npmProgram, ...args]];
  }
  return process.platform === 'win32' ? ['cmd', ['/c', 'npm', ...args]] : ['npm', args];
}

/**
 * npm says its code first, then what happened, and much usage after it.
 *
 * @param {readonly string[]} output
 */
export function npmFailed(output) {
  const said = output.map((line) => line.replace(/^npm (error|ERR!) ?/, '')).filter((line) => line !== '');
  const text = said.join(' ');
  const code = said.find((line) => line.startsWith('code E'))?.slice('code '.length);
  const reason = `npm ended with ${code ?? 'an error'}: ${said.find((line) => line !== `code ${code}`) ?? 'it said nothing'}.`;
  return new SetupError({ step: 'packages', reason, action: npmAdvice(code, text) });
}

/** @type {Readonly<Record<string, string>>} by npm's error code */
const ADVICE = {
  ENOSPC: 'Free some disk space (about 1 GB), and run the command again.',
  EACCES: 'Make this folder and the npm cache writable for you, and run the command again.',
  EPERM: 'Make this folder and the npm cache writable for you, and run the command again.',
  EUSAGE: 'package.json and package-lock.json disagree: run `npm install`, and then the command again.',
};

/**
 * @param {string | undefined} code
 * @param {string} text
 */
function npmAdvice(code, text) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT/.test(`${code} ${text}`)) {
    return 'Check that this machine reaches its npm registry (`npm ping`), and run the command again.';
  }
  return ADVICE[code ?? ''] ?? 'Run `npm ci --ignore-scripts` to see all that npm says.';
}

/**
 * The `node` package's own install script: it asks npm for the binary of this platform and links it into place.
 *
 * @param {AbortSignal | undefined} signal
 */
async function installNode(signal) {
  // Where npm runs scripts under the pinned Node, `npm ci` has just removed the file of the very Node that runs this.
  const node = existsSync(process.execPath) ? process.execPath : 'node';
  const { exitCode, output } = await runCommand(node, ['installArchSpecificPackage.js'], {
    cwd: NODE_PACKAGE,
    signal,
  });
  if (exitCode !== 0 || !existsSync(PINNED_NODE)) {
    throw new SetupError({
      step: `packages: Node ${pinnedVersion()}`,
      reason: `Its binary for ${process.platform}-${process.arch} could not be installed: ${output.at(-1) ?? 'npm said nothing'}.`,
      action: 'Check that this machine reaches its npm registry (`npm ping`), and run the command again.',
    });
  }
}

function pinnedVersion() {
  return lockedPackages(join(ROOT, 'package-lock.json'))?.['node_modules/node']?.version ?? '24';
}
