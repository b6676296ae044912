import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Thrift } from '../../../server/Thrift.ts';

const LONG_MS = 10_000;
let inCall = 1;
const release = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  release.mockClear();
});

const thrift = (): Thrift => new Thrift(() => inCall === 0, release);

it('gives back once the last one has left, and not while somebody is in a call', () => {
  const one = thrift();
  inCall = 1;
  one.left();
  vi.advanceTimersByTime(LONG_MS);
  expect(release).not.toHaveBeenCalled();
  inCall = 0;
  one.left();
  one.left();
  expect(release).not.toHaveBeenCalled();
  vi.advanceTimersByTime(LONG_MS);
  expect(release).toHaveBeenCalledOnce();
});

it('leaves be who comes back at once, and nothing is due after its end', () => {
  const one = thrift();
  inCall = 0;
  one.left();
  inCall = 1;
  vi.advanceTimersByTime(LONG_MS);
  inCall = 0;
  one.left();
  one.close();
  vi.advanceTimersByTime(LONG_MS);
  expect(release).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
