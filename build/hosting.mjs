import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { childEnv, ROOT } from './config.mjs';
import { onEnding } from './setup/endings.mjs';

/** One Ctrl-C arrives from the terminal and from npm; what comes this close together is the same one. */
const SAME_PRESS_MS = 500;

/**
 * Runs the party's program to its end, with our output as its own.
 *
 * It has a process group of its own, so that the terminal's Ctrl-C does not reach it a second time beside the one we
 * pass on. A second press is passed on too: a person who asks twice wants it to end now. (Windows has no such groups
 * and no signals to pass on: there the console tells the child itself.)
 *
 * @param {object} party
 * @param {string} party.program
 * @param {readonly string[]} party.args
 * @param {Record<string, string | undefined>} [party.env] added to ours
 * @param {string} [party.cwd] the checkout unless given
 * @param {boolean} [party.channel] whether it holds a channel to us, and so sees when we are gone (endWithParent.mjs)
 * @returns {Promise<number>} the exit code; 128 and the signal's number for one that a signal ended, as shells do
 */
export function runHosting({ program, args, env = {}, cwd = ROOT, channel = false }) {
  const ownGroup = process.platform !== 'win32';
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: childEnv(env),
      stdio: ['ignore', 'inherit', 'inherit', ...(channel ? [/** @type {const} */ ('ipc')] : [])],
      detached: ownGroup,
    });
    let passedOnMs = -Infinity;
    /** @param {NodeJS.Signals} signal */
    const passOn = (signal) => {
      const nowMs = performance.now();
      if (ownGroup && nowMs - passedOnMs > SAME_PRESS_MS) {
        passedOnMs = nowMs;
        // A closed terminal is no reason to leave without telling the guests.
        child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
      }
    };
    const release = onEnding(passOn);
    child.once('error', (fault) => {
      release();
      reject(fault);
    });
    child.once('exit', (exitCode, signal) => {
      release();
      resolve(exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
