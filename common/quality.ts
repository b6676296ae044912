/** How well a call goes, and what is remembered of it afterwards. */
import { z } from 'zod';
import { captureStatus, type CaptureStatus } from './capture.ts';
import { channelId, memberId } from './ids.ts';

export const leaveReason = z.enum(['left', 'disconnected', 'moved', 'removed', 'media_failed', 'server_stopping']);
export type LeaveReason = z.infer<typeof leaveReason>;

const percent = z.number().min(0).max(100);
const ms = z.number().min(0).max(60_000);
const bps = z.number().min(0).max(1e9);

const FALLBACK_MAX_LENGTH = 300;

/** How a share by the app's own capture goes, as far as it is anybody's business: not what is shared, nor how it failed. */
export const shareReport = captureStatus
  .pick({
    wantedEncoder: true,
    encoder: true,
    grabRate: true,
    rate: true,
    bitrateBps: true,
    dropped: true,
    repeated: true,
    restarts: true,
    pressure: true,
  })
  .extend({
    /** What was asked for, and what is sent of it. */
    wantedBps: bps,
    sentBps: bps,
    /** Why the encoder is not the one that was wanted, in the encoder's own words; null while it is. */
    fallback: z.string().max(FALLBACK_MAX_LENGTH).nullable(),
  });
export type ShareReport = z.infer<typeof shareReport>;

export const shareReportOf = ({ wanted, sent, fallback, ...status }: CaptureStatus): ShareReport =>
  shareReport.parse({
    ...status,
    wantedBps: wanted.bitrateBps,
    sentBps: sent.bitrateBps,
    fallback: fallback?.slice(0, FALLBACK_MAX_LENGTH) ?? null,
  });

/** What a client measures by `getStats` (https://www.w3.org/TR/webrtc-stats/); null where there is nothing to measure. */
export const clientQuality = z.object({
  /** Of its packets, as the server reported back by RTCP. */
  sentLossPercent: percent.nullable(),
  sentBps: bps,
  receivedLossPercent: percent.nullable(),
  receivedBps: bps,
  jitterMs: ms.nullable(),
  roundTripMs: ms.nullable(),
  /** Sound that was made up because packets came late or never. */
  concealedPercent: percent.nullable(),
  /** While its screen is shared by the app's own capture. */
  share: shareReport.exactOptional(),
});
export type ClientQuality = z.infer<typeof clientQuality>;

/** What the server measures of a peer. */
export const serverQuality = z.object({
  /** From the peer. */
  receivedLossPercent: percent.nullable(),
  receivedBps: bps,
  sentBps: bps,
  jitterMs: ms.nullable(),
  roundTripMs: ms.nullable(),
  /** mediasoup's score of the worst producer, 0 to 10; null without one. */
  score: z.number().int().min(0).max(10).nullable(),
});
export type ServerQuality = z.infer<typeof serverQuality>;

/** One look at a peer; either side may be missing. */
export const qualitySample = z.object({
  /** Unix time in milliseconds. */
  atMs: z.number().int(),
  client: clientQuality.nullable(),
  server: serverQuality.nullable(),
});
export type QualitySample = z.infer<typeof qualitySample>;

/** A member's stay in a voice channel. */
export const voiceVisit = z.object({
  id: z.number().int(),
  memberId,
  /** As it was then. */
  memberName: z.string(),
  channelId,
  fromMs: z.number().int(),
  /** Null while it lasts. */
  toMs: z.number().int().nullable(),
  reason: leaveReason.nullable(),
  /** The worst of all samples, in either direction. */
  worstLossPercent: percent.nullable(),
});
export type VoiceVisit = z.infer<typeof voiceVisit>;
