import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SLEEP_MS, SleepWatch } from '../../../../renderer/voice/SleepWatch.ts';

let watch: SleepWatch;
let slept: number;

beforeEach(() => {
  vi.useFakeTimers();
  slept = 0;
  watch = new SleepWatch();
  watch.events.on('slept', () => {
    slept += 1;
  });
});
afterEach(() => {
  watch.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** Time goes by and no timer runs. */
const sleep = (ms: number): void => {
  vi.setSystemTime(Date.now() + ms);
};

it('hours awake are no sleep', async () => {
  await vi.advanceTimersByTimeAsync(3 * 3_600_000);
  expect(slept).toBe(0);
});

it('a nap is none that ends a call, and neither are the seldom ticks of a hidden page', async () => {
  for (let nap = 0; nap < 20; nap += 1) {
    sleep(SLEEP_MS - 20_000);
    await vi.advanceTimersByTimeAsync(10_000);
  }
  expect(slept).toBe(0);
});

it('a night is told once, at the first tick after it', async () => {
  sleep(8 * 3_600_000);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(slept).toBe(1);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(slept).toBe(1);
});

it('who asks before that tick is told at once', async () => {
  sleep(8 * 3_600_000);
  watch.look();
  expect(slept).toBe(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(slept).toBe(1);
});
