/**
 * `npm test`: the first command in a fresh clone, or any later one. Sets up what is missing, runs every suite
 * (`npm test -- unit e2e`: only these), names what failed, and prints last, alone on a line, how many tests passed
 * and failed.
 */
import { browserStep, soundStep } from './setup/browser.mjs';
import { captureStep } from './setup/capture.mjs';
import { untilInterrupted } from './setup/interrupt.mjs';
import { ALL_PARTS } from './setup/parts.mjs';
import { prepare } from './setup/prepare.mjs';
import { print, runCommandLine, seconds } from './setup/steps.mjs';
import { countLine, sum } from './suites/counts.mjs';
import { failureLines } from './suites/failures.mjs';
import { ALL_SUITES, runSuite, SUITES } from './suites/suites.mjs';
import { SetupError } from './worker/SetupError.mjs';

/** @type {import('./suites/counts.mjs').Count} */
let total = { passed: 0, failed: 1, skipped: 0 };
await runCommandLine(() => untilInterrupted(test));
print(countLine(total));

/** @param {AbortSignal} signal */
async function test(signal) {
  const names = selected(process.argv.slice(2));
  const media = names.includes('integration') || names.includes('e2e');
  const { workerBin } = await prepare({
    parts: media ? ALL_PARTS : [],
    worker: media,
    between: [
      ...(names.includes('e2e') ? [browserStep(signal), soundStep(signal)] : []),
      ...(media ? [captureStep(signal)] : []),
    ],
    signal,
  });

  /** @type {(import('./suites/suites.mjs').Outcome & { name: string, tookMs: number })[]} */
  const results = [];
  for (const name of names) {
    print(`\n── ${name} ──`);
    const startedMs = performance.now();
    const outcome = await runSuite(SUITES[name], { MEDIASOUP_WORKER_BIN: workerBin }, signal);
    signal.throwIfAborted();
    results.push({ ...outcome, name, tookMs: performance.now() - startedMs });
  }

  print('');
  for (const { name, failures } of results) {
    const lines = failureLines(failures.map(({ title, reason }) => ({ title: `${name} › ${title}`, reason })));
    lines.forEach(print);
  }
  for (const { name, count, tookMs } of results) {
    print(`${name.padEnd(12)} ${countLine(count)} (${seconds(tookMs)})`);
  }
  total = sum(results.map(({ count }) => count));
  return total.failed > 0 ? 1 : 0;
}

/** @param {readonly string[]} words */
function selected(words) {
  const unknown = words.filter((word) => !ALL_SUITES.some((name) => name === word));
  if (unknown.length > 0) {
    throw new SetupError({
      step: 'reading the arguments',
      reason: `There is no suite called ${unknown.join(', ')}.`,
      action: `Use: npm test [-- ${ALL_SUITES.join(' | ')}]`,
    });
  }
  return words.length === 0 ? ALL_SUITES : ALL_SUITES.filter((name) => words.includes(name));
}
