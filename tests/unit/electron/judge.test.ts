import { describe, expect, it } from 'vitest';
import { judge, type Evidence } from '../../../electron/trust/judge.ts';

const A = 'A';
const B = 'B';
const nothing: Evidence = {
  seen: A,
  promised: undefined,
  pinned: undefined,
  trusted: new Set(),
  vouched: false,
};

describe('whether a certificate is the one that is meant', () => {
  it.each([
    ['never seen', {}, 'first'],
    ['never seen, as promised', { promised: A }, 'first'],
    ['never seen, and vouched for', { vouched: true }, 'known'],
    ['as before', { pinned: A }, 'known'],
    ['as before, and as promised', { pinned: A, promised: A }, 'known'],
    ['of a party that moved to a new address', { trusted: new Set([A]) }, 'known'],
    ['of a party that moved to where another was', { pinned: B, trusted: new Set([A, B]) }, 'known'],
    ['another than before', { pinned: B }, 'changed'],
    ['another than before, even if an invite names it', { pinned: B, promised: A }, 'changed'],
    ['another than before, even if vouched for', { pinned: B, vouched: true }, 'changed'],
    ['another than promised', { promised: B }, 'mismatch'],
    ['another than promised, though trusted', { promised: B, pinned: A, trusted: new Set([A]) }, 'mismatch'],
    ['another than promised, though vouched for', { promised: B, vouched: true }, 'mismatch'],
  ] as const)('%s', (_what, evidence, verdict) => {
    expect(judge({ ...nothing, ...evidence })).toBe(verdict);
  });
});
