import type { QualitySample } from '../../common/quality.ts';

/** From here on others notice: words are missing, or answers come late. */
const LOSS_PERCENT = 8;
const CONCEALED_PERCENT = 8;
const ROUND_TRIP_MS = 400;
const JITTER_MS = 80;
/** So many looks in a row change the verdict: one bad moment is told to nobody, and a poor connection not as healed at once. */
const POOR_AFTER = 2;
const GOOD_AFTER = 3;

/** Whether one look shows a poor connection; undefined where nothing was measured. */
export function isPoor({ client, server }: Pick<QualitySample, 'client' | 'server'>): boolean | undefined {
  const found = [
    reaches(client?.sentLossPercent, LOSS_PERCENT),
    reaches(client?.receivedLossPercent, LOSS_PERCENT),
    reaches(server?.receivedLossPercent, LOSS_PERCENT),
    reaches(client?.concealedPercent, CONCEALED_PERCENT),
    reaches(client?.roundTripMs, ROUND_TRIP_MS),
    reaches(server?.roundTripMs, ROUND_TRIP_MS),
    reaches(client?.jitterMs, JITTER_MS),
    reaches(server?.jitterMs, JITTER_MS),
  ].filter((one) => one !== undefined);
  return found.length === 0 ? undefined : found.includes(true);
}

/** What the others are told of somebody's connection. */
export class Verdict {
  #poor = false;
  /** Looks in a row that say otherwise. */
  #against = 0;

  get poor(): boolean {
    return this.#poor;
  }

  /** @returns whether it changed by this look */
  push(sample: Pick<QualitySample, 'client' | 'server'>): boolean {
    const poor = isPoor(sample);
    if (poor === undefined) {
      return false;
    }
    this.#against = poor === this.#poor ? 0 : this.#against + 1;
    if (this.#against < (this.#poor ? GOOD_AFTER : POOR_AFTER)) {
      return false;
    }
    this.#against = 0;
    this.#poor = poor;
    return true;
  }
}

const reaches = (value: number | null | undefined, limit: number): boolean | undefined =>
  value === null || value === undefined ? undefined : value >= limit;
