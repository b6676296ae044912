import { constants } from 'node:os';
import { onEnding } from './endings.mjs';

/** Thrown out of interrupted work; nothing is wrong, so nothing is told. */
export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`interrupted by ${signal}`);
    this.name = 'Interrupted';
    /** What shells report for a program that this signal ended. */
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Runs `work` with a signal that aborts at Ctrl-C, so that its children end and half-made folders go.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 * @throws {Interrupted}
 */
export async function untilInterrupted(work) {
  const interruption = new AbortController();
  /** @param {NodeJS.Signals} signal */
  const interrupt = (signal) => {
    interruption.abort(new Interrupted(signal));
  };
  const release = onEnding(interrupt);
  try {
    const result = await work(interruption.signal);
    interruption.signal.throwIfAborted();
    return result;
  } catch (fault) {
    // Whatever failed because of the interruption: that is what happened.
    interruption.signal.throwIfAborted();
    throw fault;
  } finally {
    release();
  }
}
