import { expect, test } from 'vitest';
import { Recent } from '../../../../renderer/voice/workers/Recent.ts';

test('what is fresh comes out once, oldest first, and no more than was asked for', () => {
  const recent = new Recent<string>(2, 45);
  recent.keep('a', 0);
  recent.keep('b', 20);
  recent.keep('c', 40);
  expect(recent.take(50, 0)).toEqual(['b', 'c']);
  expect(recent.take(50, 0)).toEqual([]);
});

test('what lies long back stays out: an encoder that hears silence makes a frame only now and then', () => {
  const recent = new Recent<string>(2, 45);
  recent.keep('a', 0);
  recent.keep('b', 400);
  expect(recent.take(410, 0)).toEqual(['b']);
  recent.keep('c', 800);
  expect(recent.take(1_000, 0)).toEqual([]);
});

test('what was there before the voice stays out', () => {
  const recent = new Recent<string>(3, 65);
  recent.keep('silence', 0);
  recent.keep('begins', 20);
  recent.keep('goes on', 40);
  expect(recent.take(45, 15)).toEqual(['begins', 'goes on']);
});
