import { describe, expect, it } from 'vitest';
import { countLine, countPlaywright, countVitest, settle, sum } from '../../../build/suites/counts.mjs';

const vitestReport = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1, testResults: [] };

describe('counting what the runners report', () => {
  it('reads vitest', () => {
    expect(countVitest(vitestReport)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  it('counts a file that does not load as one failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    expect(countVitest({ ...vitestReport, testResults }).failed).toBe(2);
  });

  it('reads Playwright, where flaky and errors outside of tests are failures', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 4, failed: 3, skipped: 2 });
  });

  it('never takes a suite that broke or ran nothing for a good one', () => {
    expect(settle(undefined, 1).failed).toBe(1);
    expect(settle(undefined, 0).failed).toBe(1);
    expect(settle({ passed: 0, failed: 0, skipped: 5 }, 0).failed).toBe(1);
    expect(settle({ passed: 5, failed: 0, skipped: 0 }, 1).failed).toBe(1);
    expect(settle({ passed: 5, failed: 2, skipped: 0 }, 1)).toEqual({ passed: 5, failed: 2, skipped: 0 });
    expect(settle({ passed: 5, failed: 0, skipped: 0 }, 0)).toEqual({ passed: 5, failed: 0, skipped: 0 });
  });

  it('says the total in one line', () => {
    const total = sum([
      { passed: 2, failed: 0, skipped: 0 },
      { passed: 3, failed: 1, skipped: 0 },
    ]);
    expect(countLine(total)).toBe('5 passed, 1 failed');
    expect(countLine({ ...total, skipped: 2 })).toBe('5 passed, 1 failed, 2 skipped');
  });
});
