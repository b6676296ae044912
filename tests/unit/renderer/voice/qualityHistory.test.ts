import { expect, it } from 'vitest';
import {
  HISTORY_MS,
  lossOf,
  remember,
  roundTripsOf,
  type QualityMoment,
} from '../../../../renderer/voice/qualityHistory.ts';

const moment = (atMs: number, roundTripMs: number | null): QualityMoment => ({
  atMs,
  roundTripMs,
  sentLossPercent: null,
  sentBps: 0,
  receivedLossPercent: null,
  receivedBps: 0,
  jitterMs: null,
  concealedPercent: null,
});

it('holds the last minutes and no more', () => {
  let history: readonly QualityMoment[] = [];
  for (let atMs = 0; atMs <= 3 * HISTORY_MS; atMs += 1_000) {
    history = remember(history, moment(atMs, 1));
  }
  expect(history.length).toBe(HISTORY_MS / 1_000);
  expect(history.at(-1)?.atMs).toBe(3 * HISTORY_MS);
});

it('sums up what was measured', () => {
  expect(roundTripsOf([moment(0, 10), moment(1, null), moment(2, 40)])).toEqual({ least: 10, most: 40, average: 25 });
  expect(roundTripsOf([moment(0, null)])).toBeUndefined();
});

it('takes the worse of both directions for the loss', () => {
  expect(lossOf({ ...moment(0, 1), sentLossPercent: 2, receivedLossPercent: 7 })).toBe(7);
  expect(lossOf({ ...moment(0, 1), sentLossPercent: 2 })).toBe(2);
  expect(lossOf(moment(0, 1))).toBeNull();
});
