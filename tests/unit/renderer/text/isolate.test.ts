import { expect, it } from 'vitest';
import { isolated } from '../../../../renderer/text/isolate.ts';

it.each(['يوسف', 'דנה (2)', 'Ana سارة'])('%s, written from right to left, keeps to itself in a sentence', (name) => {
  expect(isolated(name)).toBe(`\u2068${name}\u2069`);
});

it.each(['Ana', 'Ωmega', '山田', '🦊 fox', '12'])('%s stands as it is', (name) => {
  expect(isolated(name)).toBe(name);
});
