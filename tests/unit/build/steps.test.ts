import { describe, expect, it } from 'vitest';
import { runSteps, type Step } from '../../../build/setup/steps.mjs';
import { SetupError } from '../../../build/worker/SetupError.mjs';

describe('steps of the set-up', () => {
  it('do nothing, and say nothing, where all is done', async () => {
    const said: string[] = [];
    const done = { name: 'packages', isDone: () => true, run: () => Promise.reject(new Error('ran')) };
    await runSteps([done, done], (line) => said.push(line));
    expect(said).toEqual([]);
  });

  it('run in order and end with the first that fails', async () => {
    const ran: string[] = [];
    const step = (name: string, fault?: Error): Step => ({
      name,
      isDone: () => false,
      run: () => {
        ran.push(name);
        return fault === undefined ? Promise.resolve() : Promise.reject(fault);
      },
    });
    const failure = new SetupError({ step: 'two', reason: 'No disk.', action: 'Buy one.' });
    await expect(runSteps([step('one'), step('two', failure), step('three')], () => undefined)).rejects.toBe(failure);
    expect(ran).toEqual(['one', 'two']);
  });

  it('name themselves even in a failure that nobody foresaw', async () => {
    const cause = new Error('kaputt');
    const step = { name: 'build', isDone: () => false, run: () => Promise.reject(cause) };
    await expect(runSteps([step], () => undefined)).rejects.toMatchObject({
      step: 'build',
      reason: 'It stopped unexpectedly: kaputt.',
      cause,
    });
  });
});
