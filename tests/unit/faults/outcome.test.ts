/** Whether a test noticed a fault or broke in some other way is read from its runner's report. */
import { expect, it } from 'vitest';
import { outcomeOfPlaywright, outcomeOfVitest, type Outcome } from '../../faults/outcome.ts';

const ended = (...messages: readonly string[]): Outcome =>
  outcomeOfPlaywright(
    JSON.stringify({
      errors: [],
      suites: [
        {
          specs: [{ title: 'C1: a', tests: [{ results: [{ errors: messages.map((message) => ({ message })) }] }] }],
        },
      ],
    }),
  );

it('an assertion is one with and without a message of the test, and when it was polled', () => {
  const compared = '\u001B[2mexpect(\u001B[22mreceived\u001B[2m).toBe(expected)\n\nExpected: 0';
  for (const message of [
    `Error: ${compared}`,
    `Error: no bits\n\n${compared}`,
    `Error: no bits\n\nno bits\n\n${compared}`,
  ]) {
    expect(ended(message).kind).toBe('noticed');
  }
});

it('what breaks otherwise is no notice, even where its source asserts', () => {
  for (const message of [
    'Error: no such page',
    'TimeoutError: 1 | await expect(page).toBe(2)',
    'Error: gone\n  > 1 | expect(1)',
  ]) {
    expect(ended(message).kind).toBe('broken');
  }
});

it('no message is a pass', () => {
  expect(ended()).toEqual({ kind: 'passed', title: 'C1: a' });
});

it('a property that an assertion broke is noticed, one that broke of itself is not', () => {
  const property = (cause: string): Outcome =>
    outcomeOfVitest(
      JSON.stringify({
        testResults: [
          {
            message: '',
            assertionResults: [
              {
                status: 'failed',
                fullName: 'C1 a',
                failureMessages: [`Error: Property failed after 2 tests\n{ seed: 1 }\n${cause}`],
              },
            ],
          },
        ],
      }),
    );
  expect(property('Got AssertionError: expected 2 to be 1').kind).toBe('noticed');
  expect(property('Got TypeError: x is undefined').kind).toBe('broken');
});
