import { describe, expect, it } from 'vitest';
import { failureLines, playwrightFailures, vitestFailures } from '../../../build/suites/failures.mjs';

describe('what failed, said again at the end of a run', () => {
  it('names the tests that vitest saw fail, and a file that did not load', () => {
    const testResults = [
      {
        name: '/house/tests/unit/a.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'a holds' },
          {
            status: 'failed',
            fullName: 'a breaks',
            failureMessages: ['\u001b[31mexpected 1 to be 2\u001b[39m\n  at a.test.ts:3'],
          },
        ],
      },
      { name: '/house/tests/unit/b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      { name: '/house/tests/unit/c.test.ts', status: 'passed', assertionResults: [] },
    ];
    expect(vitestFailures({ testResults }, '/house')).toEqual([
      { title: 'tests/unit/a.test.ts › a breaks', reason: 'expected 1 to be 2\n  at a.test.ts:3' },
      { title: 'tests/unit/b.test.ts', reason: 'no such module' },
    ]);
  });

  it('names the tests that Playwright saw fail, in groups too, and what broke outside of them', () => {
    const broken = {
      title: 'talks',
      file: 'call.spec.ts',
      line: 7,
      ok: false,
      tests: [{ results: [{}, { error: { message: 'Timeout' } }] }],
    };
    const suites = [{ specs: [{ ...broken, title: 'holds', ok: true }], suites: [{ specs: [broken] }] }];
    expect(playwrightFailures({ suites, errors: [{ message: 'no browser' }] })).toEqual([
      { title: 'call.spec.ts:7 › talks', reason: 'Timeout' },
      { title: 'outside of any test', reason: 'no browser' },
    ]);
  });

  it('keeps a long reason short, and says so when there is none', () => {
    const message = Array.from({ length: 200 }, (_, line) => `line ${String(line)}`).join('\n');
    const [long, none] = playwrightFailures({ errors: [{ message }, {}] });
    expect(long?.reason.split('\n')).toHaveLength(12);
    expect(none?.reason).toBe('It did not say why.');
  });

  it('is written a line each, the reason below its test', () => {
    expect(failureLines([{ title: 'a › b', reason: 'one\ntwo' }])).toEqual([
      'FAILED a › b',
      '       one',
      '       two',
    ]);
  });
});
