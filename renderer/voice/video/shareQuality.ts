/** Which qualities of a shared screen there are: what the source gives and the encoder manages, and nothing else (C18). */
import { SHARE_HEIGHTS, SHARE_RATES, type OfferedQualities, type ShareQuality } from './VideoState.ts';

/** The source as it is before anything is scaled. */
export interface SourceSize {
  readonly width: number;
  readonly height: number;
  /** Pictures a second at most. */
  readonly fps: number;
}

/** Whether this machine encodes such pictures as they come. */
export type CanEncode = (picture: SourceSize) => Promise<boolean>;

const MAX_HEIGHT = 2_160;
/** Sources tell their rate as 59.94 or 29.97 too. */
const RATE_SLACK = 0.5;

/** Heights that a source can be sent in, ascending: the known ones below its own, and its own. */
export function heightsOf({ height }: Pick<SourceSize, 'height'>): readonly number[] {
  const own = Math.min(Math.round(height), MAX_HEIGHT);
  return [...SHARE_HEIGHTS.filter((known) => known < own), own];
}

/** Rates that a source can be sent at, ascending; at least the lowest. */
export function ratesOf({ fps }: Pick<SourceSize, 'fps'>): readonly number[] {
  const possible = SHARE_RATES.filter((rate) => rate <= fps + RATE_SLACK);
  return possible.length > 0 ? possible : SHARE_RATES.slice(0, 1);
}

/** What of it the encoder manages: a height at the lowest rate, a rate at the height that is sent. */
export async function offeredOf(
  source: SourceSize,
  wanted: Pick<ShareQuality, 'height'>,
  canEncode: CanEncode,
): Promise<OfferedQualities> {
  const picture = (height: number, fps: number): SourceSize => ({
    width: Math.max(2, Math.round((source.width * height) / Math.max(1, source.height))),
    height,
    fps,
  });
  const lowest = SHARE_RATES[0];
  const heights = await passing(heightsOf(source), async (height) => canEncode(picture(height, lowest)));
  const height = nearest(heights, wanted.height);
  const rates = await passing(ratesOf(source), async (fps) => canEncode(picture(height, fps)));
  return { heights, rates };
}

/** The choice within what is offered: what was wanted, or the next below it, or the lowest there is. */
export const boundTo = (quality: ShareQuality, { heights, rates }: OfferedQualities): ShareQuality => ({
  ...quality,
  height: nearest(heights, quality.height),
  fps: nearest(rates, quality.fps),
});

/** What to remember of a choice: a window's own height stands for the known one that holds it. */
export const remembered = (quality: ShareQuality): ShareQuality => ({
  ...quality,
  height: SHARE_HEIGHTS.find((known) => known >= quality.height) ?? MAX_HEIGHT,
});

/** The largest that is not above `wanted`, else the smallest. */
function nearest(offered: readonly number[], wanted: number): number {
  return offered.findLast((one) => one <= wanted) ?? offered[0] ?? wanted;
}

/** Those that pass; the lowest in any case, because something has to be sent. */
async function passing(values: readonly number[], passes: (value: number) => Promise<boolean>): Promise<number[]> {
  const passed = await Promise.all(values.map(passes));
  return values.filter((_value, index) => index === 0 || passed[index] === true);
}
