/** A share's quality in the terms of native capture. */
import type { CaptureAbilities, CaptureQuality, CaptureSource } from '../../../common/capture.ts';
import { boundTo, offeredOf } from './shareQuality.ts';
import type { OfferedQualities, ShareQuality, ShareStyle } from './VideoState.ts';

/** Encoders that may not look ahead need more bits than a browser's; letters need more of them than films. */
const BITS_PER_PIXEL: Readonly<Record<ShareStyle, number>> = { smooth: 0.1, sharp: 0.14 };
const BPS = { lowest: 800_000, highest: 24_000_000 } as const;
/** Displays are not asked for more. */
const SOURCE_FPS = 60;

/** What this source gives and this machine encodes. */
export const nativeOffer = async (
  { width, height }: Pick<CaptureSource, 'width' | 'height'>,
  wanted: ShareQuality,
  { pixelsPerSecond }: Pick<CaptureAbilities, 'pixelsPerSecond'>,
): Promise<OfferedQualities> =>
  offeredOf({ width, height, fps: SOURCE_FPS }, wanted, (picture) =>
    Promise.resolve(picture.width * picture.height * picture.fps <= pixelsPerSecond),
  );

/** @param mostBps what the server takes in */
export const nativeQuality = (
  source: Pick<CaptureSource, 'width' | 'height'>,
  wanted: ShareQuality,
  offered: OfferedQualities,
  mostBps: number,
): { readonly chosen: ShareQuality; readonly capture: CaptureQuality } => {
  const chosen = boundTo(wanted, offered);
  const height = even(Math.min(chosen.height, source.height));
  const width = even((source.width * height) / source.height);
  const bits = width * height * chosen.fps * BITS_PER_PIXEL[chosen.style];
  const bitrateBps = Math.round(Math.max(BPS.lowest, Math.min(bits, BPS.highest, mostBps)));
  return { chosen, capture: { width, height, rate: chosen.fps, style: chosen.style, bitrateBps } };
};

const LEAST_LENGTH = 16;
const even = (length: number): number => Math.max(LEAST_LENGTH, Math.round(length / 2) * 2);
