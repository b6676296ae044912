/** How a stream of pictures looks, as the browser counts it (https://www.w3.org/TR/webrtc-stats/). */
import { z } from 'zod';

const text = z.string().max(64).optional().catch(undefined);
const maybe = z.number().optional().catch(undefined);

const size = { frameWidth: maybe, frameHeight: maybe, framesPerSecond: maybe };

/** What `outbound-rtp` says of pictures. */
export const sentPicture = {
  ...size,
  /** Of the simulcast layer, lowest first; none where there is one layer only. */
  rid: text,
  active: z.boolean().optional().catch(undefined),
  qualityLimitationReason: z.enum(['none', 'cpu', 'bandwidth', 'other']).optional().catch(undefined),
  encoderImplementation: text,
};

/** What `inbound-rtp` says of pictures. */
export const receivedPicture = { ...size, framesDropped: maybe, decoderImplementation: text };

type Sent = z.infer<z.ZodObject<typeof sentPicture>>;
type Received = z.infer<z.ZodObject<typeof receivedPicture>>;

export interface PictureReport {
  /** Pixels; undefined before the first picture. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  /** Pictures a second. */
  readonly fps: number | null;
  readonly layer: string | undefined;
  /** Not encoded now: nobody takes this layer, or there is no room for it. */
  readonly paused: boolean;
  /** What keeps it from being better. */
  readonly limitedBy: 'none' | 'cpu' | 'bandwidth' | 'other' | undefined;
  /** Which encoder or decoder works, in the browser's own words. */
  readonly coder: string | undefined;
  /** Arrived and never shown, since it began. */
  readonly dropped: number | null;
}

/** Of one layer that leaves. */
export const pictureSent = (now: Sent): PictureReport => ({
  ...sizeOf(now),
  layer: now.rid,
  paused: now.active === false,
  limitedBy: now.qualityLimitationReason,
  coder: now.encoderImplementation,
  dropped: null,
});

/** Of what arrives. */
export const pictureReceived = (now: Received): PictureReport => ({
  ...sizeOf(now),
  layer: undefined,
  paused: false,
  limitedBy: undefined,
  coder: now.decoderImplementation,
  dropped: now.framesDropped ?? null,
});

const sizeOf = ({ frameWidth, frameHeight, framesPerSecond }: Received): Pick<PictureReport, 'size' | 'fps'> => ({
  size: frameWidth === undefined || frameHeight === undefined ? undefined : { width: frameWidth, height: frameHeight },
  fps: framesPerSecond ?? null,
});
