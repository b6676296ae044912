import { config } from '../config.mjs';

const PARENT_EVERY_MS = 500;

/** @type {readonly NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Tells of everything that wants this command to end: signals, and the end of npm. npm starts commands through a
 * shell, and a signal to npm alone ends that shell and not what runs in it, which then has another parent.
 *
 * @param {(signal: NodeJS.Signals) => void} listener
 * @returns {() => void} ends the telling
 */
export function onEnding(listener) {
  for (const signal of SIGNALS) {
    process.on(signal, listener);
  }
  const parent = process.ppid;
  const timer = setInterval(() => {
    // Without npm another parent means nothing: a shell may leave its background jobs behind on purpose.
    if (config.npmProgram !== undefined && process.ppid !== parent) {
      clearInterval(timer);
      listener('SIGTERM');
    }
  }, PARENT_EVERY_MS);
  // The work itself keeps the process up, not the watching.
  timer.unref();
  return () => {
    clearInterval(timer);
    for (const signal of SIGNALS) {
      process.off(signal, listener);
    }
  };
}
