/** What native capture tells: sources, what this machine can, how a share goes. Beside `native-capture/`, for all who show it. */
import { z } from 'zod';

export const encoderName = z.enum([
  'h264_nvenc',
  'h264_qsv',
  'h264_amf',
  'h264_videotoolbox',
  'h264_vaapi',
  'libx264',
  'libopenh264',
]);
export type Encoder = z.infer<typeof encoderName>;

/** Why a share ended, or did not begin; each is an error code too, with its sentence. */
export const captureEnd = z.enum([
  'ffmpeg_missing',
  'ffmpeg_old',
  'display_missing',
  'encoder_missing',
  'source_gone',
  'ingest_lost',
]);
export type CaptureEnd = z.infer<typeof captureEnd>;

export const captureSource = z.object({
  id: z.string().min(1).max(128),
  kind: z.enum(['screen', 'window']),
  title: z.string().max(1_024),
  width: z.number().int().min(1).max(32_768),
  height: z.number().int().min(1).max(32_768),
});
export type CaptureSource = z.infer<typeof captureSource>;

/** What is sent of a source: even numbers, as encoders want them. */
export const captureQuality = z.object({
  width: z.number().int().min(16).max(8_192).multipleOf(2),
  height: z.number().int().min(16).max(8_192).multipleOf(2),
  rate: z.number().int().min(1).max(120),
  /** What suffers first when the way carries less: the size (`smooth`) or the rate (`sharp`). */
  style: z.enum(['smooth', 'sharp']),
  bitrateBps: z.number().int().min(50_000).max(100_000_000),
});
export type CaptureQuality = z.infer<typeof captureQuality>;

export const encoderTrial = z.object({
  encoder: encoderName,
  /** Why it does not work here, in ffmpeg's words; null where it does. */
  fault: z.string().max(2_000).nullable(),
});
export type EncoderTrial = z.infer<typeof encoderTrial>;

/** What native capture can do on this machine; found by trying. */
export const captureAbilities = z.object({
  /** Why none of it works; null where it does. */
  fault: captureEnd.nullable(),
  /** In the order in which they are used. */
  codecs: z.array(z.object({ codec: z.literal('H264'), ready: z.boolean(), trials: z.array(encoderTrial) })),
  /** What the best encoder manages beside a call. */
  pixelsPerSecond: z.number().min(0),
  /** The sound of the other programs can be shared too. */
  sound: z.boolean(),
});
export type CaptureAbilities = z.infer<typeof captureAbilities>;

const count = z.number().int().min(0);

/** How a share goes, for those who look into it. Rates are of the last second. */
export const captureStatus = z.object({
  source: captureSource,
  wantedEncoder: encoderName,
  encoder: encoderName,
  /** Why the encoder is not the one that was wanted; null while it is. */
  fallback: z.string().nullable(),
  wanted: captureQuality,
  /** What is sent now: less than wanted while the way carries less. */
  sent: captureQuality,
  /** Pictures a second that were grabbed, with those that were left out, and that came out of the encoder. */
  grabRate: z.number().min(0),
  rate: z.number().min(0),
  bitrateBps: z.number().min(0),
  frames: count,
  dropped: count,
  /** Of one processor core, for each picture: grabbing, scaling and encoding; null where the system does not tell. */
  workMs: z.number().min(0).nullable(),
  packets: count,
  /** That wait for the system to take them: more than a few is a machine or a network card that does not keep up. */
  queued: count,
  bytes: count,
  /** Sent again, because the server missed them. */
  repeated: count,
  restarts: count,
  /** What the way carries as the server sees it, bit/s; null before it said so. */
  carriesBps: z.number().min(0).nullable(),
  pressure: z.enum(['none', 'processor', 'network']),
  lastError: z.string().nullable(),
  /** Why there is no sound, where it was wanted; null otherwise. */
  soundFault: z.string().nullable(),
});
export type CaptureStatus = z.infer<typeof captureStatus>;
