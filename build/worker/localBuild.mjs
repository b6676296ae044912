import { cp, readFile, readdir, rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgress } from './buildProgress.mjs';
import { missingBuildPackages } from './buildRequirements.mjs';
import { runCommand } from './command.mjs';
import { installPackages } from './debianPackages.mjs';
import { SetupError } from './SetupError.mjs';
import { patchSource } from './sourcePatches.mjs';

const OVERLAY = fileURLToPath(new URL('overlay', import.meta.url));
const STEP = 'compiling the mediasoup worker';
/** What one compiler process may take. */
const COMPILER_BYTES = 1_000_000_000;

/**
 * Names what a build makes from a given mediasoup. Raise it when the overlay, the patches or the options change in a way
 * that must replace workers built before.
 */
export const RECIPE = '1';

/**
 * Compiles a worker from the C++ source inside the mediasoup package, against the system's libraries.
 *
 * @param {object} options
 * @param {string} options.mediasoupDir
 * @param {string} options.folder to work in
 * @param {string} options.logFile receives the output of all programs; removed by a build that succeeds
 * @param {(line: string) => void} options.log
 * @param {AbortSignal | undefined} [options.signal]
 * @returns {Promise<string>} the worker's file in `folder`
 * @throws {SetupError}
 */
export async function buildWorker({ mediasoupDir, folder, logFile, log, signal }) {
  await rm(logFile, { force: true });
  await installPackages(await missingBuildPackages(), { log, logFile, signal });

  log('mediasoup worker: compiling it on this machine; this takes some minutes, once');
  const source = join(folder, 'source');
  const output = join(folder, 'output');
  await cp(join(mediasoupDir, 'worker'), source, { recursive: true });
  await overlaySubprojects(source);
  const unpatched = await patchSource(source);
  if (unpatched !== undefined) {
    throw new SetupError({
      step: STEP,
      reason: unpatched,
      action:
        'Install the mediasoup version that package-lock.json names, or adapt build/worker/sourcePatches.mjs to this one.',
    });
  }

  /**
   * @param {string} program
   * @param {readonly string[]} args
   * @param {(line: string) => void} [onLine]
   */
  const run = async (program, args, onLine) => {
    const env = { LC_ALL: 'C', NINJA_STATUS: '[%f/%t] ' };
    const { exitCode, output: lastLines } = await runCommand(program, args, { env, logFile, onLine, signal });
    if (exitCode !== 0) {
      const telling = lastLines.filter((line) => !/^\[\d+\/\d+\] |^A full log can be found/.test(line));
      throw new SetupError({
        step: STEP,
        reason: `${program} ended with exit code ${exitCode}. Its last lines:\n${telling.join('\n')}\n`,
        action: `All of its output is in ${logFile}. A mediasoup-worker made elsewhere will do as well: set MEDIASOUP_WORKER_BIN to its path.`,
      });
    }
  };
  // Anything the overlay does not cover is to be named at once, not waited for on a network that may not answer.
  const options = ['--buildtype', 'release', '-Db_ndebug=true', '--wrap-mode', 'nodownload'];
  await run('meson', ['setup', ...options, output, source]);
  const jobs = Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / COMPILER_BYTES)));
  await run('ninja', ['-C', output, '-j', `${jobs}`, 'mediasoup-worker'], buildProgress(log));
  await rm(logFile, { force: true });
  return join(output, 'mediasoup-worker');
}

/**
 * Puts each of our subprojects where mediasoup's `.wrap` file of that name says the downloaded one would be, which is
 * where Meson looks before it downloads.
 *
 * @param {string} source
 */
async function overlaySubprojects(source) {
  for (const name of await readdir(OVERLAY)) {
    const wrap = await readFile(join(source, 'subprojects', `${name}.wrap`), 'utf8').catch(() => '');
    const directory = /^directory\s*=\s*(\S+)/m.exec(wrap)?.[1];
    // A mediasoup that no longer asks for one of them does without ours, too.
    if (directory !== undefined) {
      await cp(join(OVERLAY, name), join(source, 'subprojects', directory), { recursive: true });
    }
  }
}
