import { commandExists, runCommand } from './command.mjs';
import { SetupError, faultText } from './SetupError.mjs';

const PROGRESS_INTERVAL_MS = 5_000;
/** Another apt-get or dpkg at work is waited for this long. */
const DPKG_LOCK_TIMEOUT_S = 120;

let listsAreFresh = false;

/** Whether this process may install packages itself: root, with apt-get. */
export async function canInstallPackages() {
  return isRoot() && (await commandExists('apt-get'));
}

/**
 * Which of these Debian packages are not installed, in the order given. Without dpkg: all of them.
 *
 * @param {readonly string[]} names
 */
export async function missingPackages(names) {
  if (names.length === 0) {
    return []; // with no name dpkg-query would list everything
  }
  /** @type {Set<string>} */
  const installed = new Set();
  await runCommand('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\\n', ...names], {
    onLine: (line) => {
      const [name, status] = line.split(' ');
      if (name !== undefined && status === 'installed') {
        installed.add(name);
      }
    },
  });
  return names.filter((name) => !installed.has(name));
}

/**
 * Installs Debian packages as root; for anyone else it throws the command to type.
 *
 * @param {readonly string[]} names
 * @param {object} options
 * @param {(line: string) => void} options.log told how it goes, a line every few seconds
 * @param {string} options.logFile receives apt-get's own output
 * @param {AbortSignal | undefined} [options.signal]
 * @throws {SetupError} when it cannot be done from here, or apt-get fails
 */
export async function installPackages(names, { log, logFile, signal }) {
  if (names.length === 0) {
    return;
  }
  if (!(await canInstallPackages())) {
    throw new SetupError({
      step: 'installing system packages',
      reason: `Not installed: ${names.join(', ')}.`,
      action: await installAdvice(names),
    });
  }

  log(`system packages: installing ${names.join(', ')}`);
  const startedAtMs = Date.now();
  const onLine = progressOf(log);
  if (!listsAreFresh) {
    // One unreachable source is no reason to give up: the lists that are there may do, and if not the install says so.
    const { exitCode } = await aptGet(['update'], { onLine, logFile, signal });
    listsAreFresh = exitCode === 0;
  }
  const { exitCode, output } = await aptGet(['install', '-y', '--no-install-recommends', ...names], {
    onLine,
    logFile,
    signal,
  });
  const missing = exitCode === 0 ? await missingPackages(names) : names;
  if (missing.length > 0) {
    throw new SetupError({
      step: 'installing system packages',
      reason: `apt-get could not install ${missing.join(', ')}: ${faultText(firstFault(output))}.`,
      action: `Its output is in ${logFile}. ${await installAdvice(missing)}`,
    });
  }
  log(`system packages: installed in ${Math.round((Date.now() - startedAtMs) / 1000)} s`);
}

function isRoot() {
  return process.getuid?.() === 0;
}

/** @param {readonly string[]} names */
async function installAdvice(names) {
  if (await commandExists('apt-get')) {
    return `Type: ${isRoot() ? '' : 'sudo '}apt-get install ${names.join(' ')}`;
  }
  return "Install them with this system's package manager; these are the names that Debian gives them.";
}

/**
 * @param {readonly string[]} args
 * @param {import('./command.mjs').CommandOptions} options
 */
function aptGet(args, options) {
  return runCommand('apt-get', ['-o', `DPkg::Lock::Timeout=${DPKG_LOCK_TIMEOUT_S}`, ...args], {
    ...options,
    env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  });
}

/**
 * Turns apt-get's many lines into a calm few.
 *
 * @param {(line: string) => void} log
 */
function progressOf(log) {
  let nextAtMs = Date.now() + PROGRESS_INTERVAL_MS;
  /** @param {string} line */
  return (line) => {
    if (Date.now() >= nextAtMs && /^(Get:|Unpacking |Setting up )/.test(line)) {
      nextAtMs = Date.now() + PROGRESS_INTERVAL_MS;
      log(`system packages: ${line.replace(/^Get:\d+ \S+/, 'downloading').replace(/ \.\.\.$/, '')}`);
    }
  };
}

/** @param {readonly string[]} output */
function firstFault(output) {
  return output.find((line) => line.startsWith('E: ')) ?? output.at(-1) ?? 'it said nothing';
}
