import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GONE_MS, SettledSet } from '../../../../../renderer/voice/cues/SettledSet.ts';

let told: string[];
let set: SettledSet<string>;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  set = new SettledSet(
    () => told.push('came'),
    () => told.push('went'),
  );
});
afterEach(() => {
  set.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

it('tells who comes at once, and who goes when they stay away', () => {
  set.look(new Set(['ada']));
  set.look(new Set(['ada', 'ben']));
  expect(told).toEqual(['came', 'came']);
  set.look(new Set(['ben']));
  vi.advanceTimersByTime(GONE_MS - 1);
  expect(told).toEqual(['came', 'came']);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['came', 'came', 'went']);
});

it('takes nobody for gone who is back in a moment, nor for new', () => {
  set.look(new Set(['ada']));
  for (let round = 0; round < 10; round += 1) {
    set.look(new Set());
    vi.advanceTimersByTime(GONE_MS / 2);
    set.look(new Set(['ada']));
    vi.advanceTimersByTime(GONE_MS / 2);
  }
  expect(told).toEqual(['came']);
});
