/** How pictures are encoded: the layers that a weak viewer is served from, and what suffers first. */
import type { ShareQuality, ShareStyle } from './VideoState.ts';

/** One simulcast layer as mediasoup-client takes it, lowest first. */
export interface Layer {
  readonly scaleResolutionDownBy: number;
  readonly maxBitrate: number;
  readonly maxFramerate?: number;
  readonly scalabilityMode: string;
}

/** How one source leaves. */
export interface Encoding {
  readonly layers: readonly Layer[];
  readonly contentHint: 'motion' | 'detail';
  readonly degradation: RTCDegradationPreference;
}

const TEMPORAL_LAYERS = 'L1T3';
export const CAMERA = { width: 1_280, height: 720, fps: 30 } as const;

/**
 * 180, 360 and 720 lines. The lowest fits any network that carries voice: mediasoup sends nothing at all to a viewer whose
 * estimated bandwidth is below the lowest layer (https://mediasoup.org/documentation/v3/mediasoup/rtp-parameters-and-capabilities/#Simulcast).
 */
export const CAMERA_ENCODING: Encoding = {
  layers: [
    { scaleResolutionDownBy: 4, maxBitrate: 120_000, scalabilityMode: TEMPORAL_LAYERS },
    { scaleResolutionDownBy: 2, maxBitrate: 450_000, scalabilityMode: TEMPORAL_LAYERS },
    { scaleResolutionDownBy: 1, maxBitrate: 1_500_000, scalabilityMode: TEMPORAL_LAYERS },
  ],
  contentHint: 'motion',
  degradation: 'balanced',
};

/** Bits that a pixel of one picture takes; letters need more of them than films. */
const BITS_PER_PIXEL: Readonly<Record<ShareStyle, number>> = { smooth: 0.06, sharp: 0.09 };
const SCREEN_BPS = { lowest: 600_000, highest: 10_000_000 } as const;
const WEAK_SHARE = 0.15;
const WEAK_BPS = 350_000;
const WEAK_FPS = 15;
/** Small enough that its smaller half would be of no use to anybody. */
const ONE_LAYER_BELOW = 480;

/** Two layers: the second, of half the size, is for who cannot receive the first. */
export function screenEncoding({ width, height }: { width: number; height: number }, quality: ShareQuality): Encoding {
  const scale = Math.min(1, quality.height / Math.max(1, height));
  const pixels = width * height * scale ** 2;
  const wanted = pixels * quality.fps * BITS_PER_PIXEL[quality.style];
  const maxBitrate = Math.round(Math.min(SCREEN_BPS.highest, Math.max(SCREEN_BPS.lowest, wanted)));
  const whole = { scaleResolutionDownBy: 1, maxBitrate, maxFramerate: quality.fps, scalabilityMode: TEMPORAL_LAYERS };
  const half = {
    scaleResolutionDownBy: 2,
    maxBitrate: Math.min(WEAK_BPS, Math.round(maxBitrate * WEAK_SHARE)),
    maxFramerate: Math.min(quality.fps, WEAK_FPS),
    scalabilityMode: TEMPORAL_LAYERS,
  };
  return {
    layers: height < ONE_LAYER_BELOW ? [whole] : [half, whole],
    contentHint: quality.style === 'smooth' ? 'motion' : 'detail',
    degradation: quality.style === 'smooth' ? 'maintain-framerate' : 'maintain-resolution',
  };
}

/** Heights of tiles, in device pixels, up to which the lower layers are enough; one fewer than there are layers. */
const ENOUGH: readonly (readonly number[])[] = [[], [400], [220, 440]];

/** Which layer a tile of this height needs, 0 the lowest. */
export function layerFor(heightPx: number, layers: number): number {
  const limits = ENOUGH[layers - 1] ?? [];
  const layer = limits.findIndex((limit) => heightPx <= limit);
  return layer === -1 ? Math.max(0, layers - 1) : layer;
}
