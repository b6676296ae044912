import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { childEnv, ROOT } from '../config.mjs';
import { parseJson } from '../setup/json.mjs';
import { PINNED_NODE } from '../setup/packages.mjs';
import { countPlaywright, countVitest, settle } from './counts.mjs';
import { playwrightFailures, vitestFailures } from './failures.mjs';

/**
 * @typedef {'check' | 'unit' | 'integration' | 'e2e'} SuiteName
 *
 * @typedef {object} Suite
 * @property {string[]} args for the pinned Node
 * @property {Record<string, string>} [env]
 * @property {string} report what the runner writes, below the project's folder
 * @property {(report: string, root: string) => Outcome} read
 *
 * @typedef {object} Outcome
 * @property {import('./counts.mjs').Count} count
 * @property {import('./failures.mjs').Failure[]} failures
 */

/** @type {Readonly<Record<SuiteName, Suite>>} */
export const SUITES = {
  check: {
    args: ['build/check.mjs', '--report=test-results/check.json'],
    report: 'test-results/check.json',
    read: (report) => /** @type {Outcome} */ (parseJson(report)),
  },
  unit: vitest('unit'),
  integration: vitest('integration'),
  e2e: {
    args: ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: join(ROOT, 'test-results', 'e2e.json') },
    report: 'test-results/e2e.json',
    read: (text) => {
      const report =
        /** @type {import('./counts.mjs').PlaywrightReport & import('./failures.mjs').PlaywrightReport} */ (
          parseJson(text)
        );
      return { count: countPlaywright(report), failures: playwrightFailures(report) };
    },
  },
};

/** @type {readonly SuiteName[]} */
export const ALL_SUITES = ['check', 'unit', 'integration', 'e2e'];

/**
 * @param {string} project
 * @returns {Suite}
 */
function vitest(project) {
  const report = `test-results/${project}.json`;
  return {
    args: [
      'node_modules/vitest/vitest.mjs',
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    report,
    read: (text, root) => {
      const read = /** @type {import('./counts.mjs').VitestReport & import('./failures.mjs').VitestReport} */ (
        parseJson(text)
      );
      return { count: countVitest(read), failures: vitestFailures(read, root) };
    },
  };
}

/**
 * Runs a suite, with its output as ours.
 *
 * @param {Suite} suite
 * @param {Record<string, string | undefined>} env added to ours
 * @param {AbortSignal} signal
 * @param {string} [root]
 * @returns {Promise<Outcome>}
 */
export async function runSuite({ args, env: ownEnv, report, read }, env, signal, root = ROOT) {
  const file = join(root, report);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const exitCode = await exitOf(args, { cwd: root, env: childEnv({ ...env, ...ownEnv }) }, signal);
  const outcome = readOutcome(file, read, root);
  return { count: settle(outcome?.count, exitCode), failures: outcome?.failures ?? [] };
}

/**
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @param {AbortSignal} signal
 * @returns {Promise<number>}
 */
function exitOf(args, options, signal) {
  return new Promise((resolve, reject) => {
    const child = spawn(PINNED_NODE, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
    // Runners end their browsers and servers on SIGTERM.
    const interrupt = () => child.kill('SIGTERM');
    signal.addEventListener('abort', interrupt);
    child.once('error', reject);
    child.once('exit', (exitCode) => {
      signal.removeEventListener('abort', interrupt);
      resolve(exitCode ?? 1);
    });
  });
}

/**
 * @param {string} file
 * @param {Suite['read']} read
 * @param {string} root
 */
function readOutcome(file, read, root) {
  try {
    return read(readFileSync(file, 'utf8'), root);
  } catch {
    // No report, or half of one: the runner crashed, which `settle` counts.
    return undefined;
  }
}
