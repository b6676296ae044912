import { faultText, SetupError } from '../worker/SetupError.mjs';
import { Interrupted } from './interrupt.mjs';

/**
 * One part of the set-up. `isDone` answers within milliseconds, since every `npm start` asks it; `run` does the work,
 * tells its progress in whole lines, and fails with a SetupError.
 *
 * @typedef {object} Step
 * @property {string} name what a person reads: "packages", "media worker"
 * @property {() => boolean | Promise<boolean>} isDone
 * @property {(say: Say) => Promise<void>} run
 *
 * @typedef {(line: string) => void} Say
 */

/** @type {Say} */
export const print = (line) => {
  process.stdout.write(`${line}\n`);
};

/**
 * Runs what is not done yet, in order; the first failure ends it.
 *
 * @param {readonly Step[]} steps
 * @param {Say} [say]
 */
export async function runSteps(steps, say = print) {
  for (const step of steps) {
    if (await step.isDone()) {
      continue;
    }
    const startedMs = performance.now();
    try {
      await step.run(say);
    } catch (fault) {
      throw named(step.name, fault);
    }
    say(`${step.name}: done in ${seconds(performance.now() - startedMs)}`);
  }
}

/**
 * Every failure of a step names the step, even one nobody foresaw.
 *
 * @param {string} step
 * @param {unknown} fault
 */
function named(step, fault) {
  if (fault instanceof SetupError || fault instanceof Interrupted) {
    return fault;
  }
  return new SetupError(
    {
      step,
      reason: `It stopped unexpectedly: ${faultText(fault)}.`,
      action: 'Run the command again; if it fails again, report this with the lines above.',
    },
    { cause: fault },
  );
}

/** @param {number} ms */
export function seconds(ms) {
  const s = ms / 1000;
  return s < 10 ? `${s.toFixed(1)} s` : `${Math.round(s)} s`;
}

/**
 * Runs a command line's body: its answer is the exit code, and a failure is printed for a person, as which step, why,
 * and what to do.
 *
 * @param {() => Promise<number>} body
 */
export async function runCommandLine(body) {
  try {
    process.exitCode = await body();
  } catch (fault) {
    process.exitCode = 1;
    if (fault instanceof Interrupted) {
      process.exitCode = fault.exitCode;
    } else if (fault instanceof SetupError) {
      process.stderr.write(`\nFailed:     ${fault.step}\nWhy:        ${fault.reason}\nWhat to do: ${fault.action}\n`);
    } else {
      // A fault of ours: its stack is what helps.
      process.stderr.write(`${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`);
    }
  }
}
