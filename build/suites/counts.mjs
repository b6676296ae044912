/**
 * How many tests of a suite passed, failed, were skipped: read from what its runner wrote. A runner that failed
 * without naming a test, or ran none at all, counts as one failure, so that a broken suite never looks like a good one.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Count
 *
 * @typedef {object} VitestReport what this reads of vitest's JSON
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 *
 * @typedef {object} PlaywrightReport what this reads of Playwright's JSON
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 * @property {unknown[]} errors outside of any test
 */

/** @type {Count} */
const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/**
 * @param {VitestReport} report
 * @returns {Count}
 */
export function countVitest(report) {
  // A file that fails to load holds no tests, and vitest counts none for it.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @param {PlaywrightReport} report
 * @returns {Count}
 */
export function countPlaywright({ stats, errors }) {
  // Passing at the second try only is a failure that hides.
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}

/**
 * @param {Count | undefined} count undefined when the runner left no report
 * @param {number} exitCode
 * @returns {Count}
 */
export function settle(count, exitCode) {
  const { passed, failed, skipped } = count ?? NOTHING;
  const ranNothing = passed + failed === 0;
  const brokeSilently = exitCode !== 0 && failed === 0;
  return { passed, failed: failed + (ranNothing || brokeSilently ? 1 : 0), skipped };
}

/**
 * @param {readonly Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  return counts.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    NOTHING,
  );
}

/** @param {Count} count */
export function countLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
