import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';

/** Generous: a machine that is busy compiling something else must not make a good worker look broken. */
const ANSWER_TIMEOUT_MS = 20_000;
/** What a worker exits with when it was not started by mediasoup (mediasoup, worker/src/main.cpp). */
const EXIT_CODE_WITHOUT_PARENT = 41;

/**
 * Starts a worker the way mediasoup does, waits until it reports that it runs, and ends it.
 *
 * @param {string} bin
 * @param {string} version mediasoup's version
 * @returns {Promise<string | undefined>} why the worker is of no use, as part of a sentence; undefined when it is fine
 */
export async function workerFault(bin, version) {
  try {
    await access(bin, constants.X_OK);
  } catch (fault) {
    return isMissing(fault) ? 'there is no such file' : 'it is not executable';
  }
  // env(1) keeps the rest of the environment (LD_LIBRARY_PATH) without this module reading it. Windows has no env(1):
  // there the worker is started without its version, which it answers with an exit code of its own.
  return process.platform === 'win32'
    ? exchange(bin, [], EXIT_CODE_WITHOUT_PARENT)
    : exchange('env', [`MEDIASOUP_VERSION=${version}`, bin]);
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {number} [goodExitCode] an end that counts as an answer
 * @returns {Promise<string | undefined>}
 */
function exchange(program, args, goodExitCode) {
  return new Promise((resolve) => {
    // Descriptors 3 and 4 are the channel to the worker and the channel from it.
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], windowsHide: true });
    let said = '';
    let heard = Buffer.alloc(0);
    let answered = false;
    let late = false;

    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, ANSWER_TIMEOUT_MS);
    child.on('error', (fault) => {
      clearTimeout(timer);
      resolve(`it could not be started: ${fault.message}`);
    });
    // Its end is waited for even after a good answer: a file that is being run cannot be replaced everywhere.
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      if (answered || (exitCode !== null && exitCode === goodExitCode)) {
        resolve(undefined);
      } else if (late) {
        resolve(`it did not answer within ${ANSWER_TIMEOUT_MS / 1000} s`);
      } else {
        const lastWords = said.trim().split('\n').at(-1) ?? '';
        resolve(`it ended with ${signal ?? `exit code ${exitCode}`}${lastWords === '' ? '' : ` (${lastWords})`}`);
      }
    });
    for (const channel of child.stdio.slice(2)) {
      // A worker that dies resets its channel; the exit says more.
      channel?.on('error', () => undefined);
    }
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
    child.stdio[4]?.on('data', (chunk) => {
      // The first message is "worker running" and is addressed to the worker's own process id.
      heard = Buffer.concat([heard, chunk]);
      if (heard.includes(String(child.pid))) {
        answered = true;
        child.kill('SIGKILL');
      }
    });
  });
}

/** @param {unknown} fault */
function isMissing(fault) {
  return fault instanceof Error && 'code' in fault && (fault.code === 'ENOENT' || fault.code === 'ENOTDIR');
}
