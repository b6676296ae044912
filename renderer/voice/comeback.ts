import type { ErrorCode } from '../../common/errors.ts';

/** Waits between attempts to come back, the last one repeating. */
const WAITS_MS = [0, 500, 1_000, 2_000, 4_000];

/** So many sessions in a row that never carried anything are enough: something is in between. */
export const FRUITLESS_MAX = 3;

/** Failures that waiting may cure; with any other, coming back by itself would only repeat it. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'timeout',
  'disconnected',
  'server_unreachable',
  'rate_limited',
  'media_unavailable',
  'server_stopping',
  'peer_not_found',
  'internal',
]);

/** Whether it is worth coming back after this failure. */
export const passes = (code: ErrorCode): boolean => PASSING.has(code);

/** @param tries how often it was tried before */
export const waitBefore = (tries: number): number => WAITS_MS[Math.min(tries, WAITS_MS.length - 1)] ?? 0;
