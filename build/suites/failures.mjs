/**
 * Which tests of a suite failed and why, in few words: said again at the end of a run, where somebody who is given
 * only the last lines of a long log still finds it.
 *
 * @typedef {{ title: string, reason: string }} Failure
 *
 * @typedef {object} VitestReport what this reads of vitest's JSON
 * @property {VitestFile[]} testResults
 *
 * @typedef {object} VitestFile
 * @property {string} name an absolute path
 * @property {string} status
 * @property {string} [message] why the file itself did not load
 * @property {{ status: string, fullName: string, failureMessages?: string[] | null }[]} assertionResults
 *
 * @typedef {object} PlaywrightSuite
 * @property {PlaywrightSuite[]} [suites]
 * @property {PlaywrightSpec[]} [specs]
 *
 * @typedef {object} PlaywrightSpec
 * @property {string} title
 * @property {string} file
 * @property {number} line
 * @property {boolean} ok
 * @property {{ results: { error?: { message?: string } }[] }[]} tests
 *
 * @typedef {object} PlaywrightReport what this reads of Playwright's JSON
 * @property {PlaywrightSuite[]} [suites]
 * @property {{ message?: string }[]} errors outside of any test
 */
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Of a failure's message: enough for the expectation and where it stands. */
const REASON_LINES = 12;

/**
 * @param {VitestReport} report
 * @param {string} root which the files' names are told from
 * @returns {Failure[]}
 */
export function vitestFailures({ testResults }, root) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && failed.length === 0) {
      return [{ title: file, reason: shorten(message) }];
    }
    return failed.map(({ fullName, failureMessages }) => ({
      title: `${file} › ${fullName}`,
      reason: shorten(failureMessages?.[0]),
    }));
  });
}

/**
 * @param {PlaywrightReport} report
 * @returns {Failure[]}
 */
export function playwrightFailures({ suites = [], errors }) {
  return [
    ...suites.flatMap(failuresBelow),
    ...errors.map(({ message }) => ({ title: 'outside of any test', reason: shorten(message) })),
  ];
}

/** @param {readonly Failure[]} failures */
export function failureLines(failures) {
  return failures.flatMap(({ title, reason }) => [
    `FAILED ${title}`,
    ...reason.split('\n').map((line) => `       ${line}`),
  ]);
}

/**
 * @param {PlaywrightSuite} suite
 * @returns {Failure[]}
 */
function failuresBelow({ suites = [], specs = [] }) {
  const own = specs
    .filter(({ ok }) => !ok)
    .map(({ file, line, title, tests }) => {
      const error = tests.flatMap(({ results }) => results).find((result) => result.error !== undefined)?.error;
      return { title: `${file}:${String(line)} › ${title}`, reason: shorten(error?.message) };
    });
  return [...own, ...suites.flatMap(failuresBelow)];
}

/** @param {string} [message] */
function shorten(message = 'It did not say why.') {
  const lines = stripVTControlCharacters(message).trim().split('\n');
  return lines.slice(0, REASON_LINES).join('\n');
}
