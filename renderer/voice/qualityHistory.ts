import type { ClientQuality } from '../../common/quality.ts';

/** How a call went at one moment. */
export interface QualityMoment extends ClientQuality {
  /** Unix time in milliseconds. */
  readonly atMs: number;
}

/** What is looked back at. */
export const HISTORY_MS = 5 * 60_000;

/** The moments of the last minutes, oldest first, with one more. */
export const remember = (history: readonly QualityMoment[], moment: QualityMoment): readonly QualityMoment[] => [
  ...history.filter(({ atMs }) => atMs > moment.atMs - HISTORY_MS),
  moment,
];

export interface HistorySummary {
  readonly least: number;
  readonly most: number;
  readonly average: number;
}

/** Of the round trips that were measured, ms; undefined without one. */
export function roundTripsOf(history: readonly QualityMoment[]): HistorySummary | undefined {
  const times = history.map(({ roundTripMs }) => roundTripMs).filter((time) => time !== null);
  return times.length === 0
    ? undefined
    : {
        least: Math.min(...times),
        most: Math.max(...times),
        average: times.reduce((sum, time) => sum + time, 0) / times.length,
      };
}

/** The worst loss in either direction at each moment, percent; null where nothing was measured. */
export function lossOf({ sentLossPercent, receivedLossPercent }: QualityMoment): number | null {
  return sentLossPercent === null && receivedLossPercent === null
    ? null
    : Math.max(sentLossPercent ?? 0, receivedLossPercent ?? 0);
}
