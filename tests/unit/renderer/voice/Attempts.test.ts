import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Attempts } from '../../../../renderer/voice/Attempts.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a newer attempt ends the older, and its own signal stands', () => {
  const attempts = new Attempts();
  const first = attempts.begin();
  const second = attempts.begin();
  expect(first.aborted).toBe(true);
  expect(second.aborted).toBe(false);
  attempts.close();
  expect(second.aborted).toBe(true);
});

test('a wait ends in its work once, or never when a newer attempt began', () => {
  const attempts = new Attempts();
  const work = vi.fn();
  attempts.later(500, work);
  vi.advanceTimersByTime(500);
  expect(work).toHaveBeenCalledTimes(1);
  attempts.later(500, work);
  attempts.begin();
  vi.advanceTimersByTime(5_000);
  expect(work).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});
