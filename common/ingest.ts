/** How a screen enters a call as RTP without WebRTC: from an encoder of the desktop app. */
import { z } from 'zod';
import { producerId } from './ids.ts';

export const ingestCodec = z.enum(['H264', 'VP8', 'VP9', 'AV1']);
export type IngestCodec = z.infer<typeof ingestCodec>;

/** RFC 7714 and RFC 3711: nothing is taken in unencrypted. */
const cryptoSuite = z.enum(['AEAD_AES_128_GCM', 'AES_CM_128_HMAC_SHA1_80']);
export type CryptoSuite = z.infer<typeof cryptoSuite>;

const port = z.number().int().min(1).max(65_535);
const ssrc = z.number().int().min(1).max(0xffff_ffff);
const payloadType = z.number().int().min(0).max(127);
const extensionId = z.number().int().min(1).max(14);
/** Master key and salt, base64; a secret. */
const masterKey = z.base64().max(64);

/** What may be asked of an ingest: the codecs in the order of preference, and whether system sound comes with it. */
const ingestWish = z.object({
  preferredCodecs: z.array(ingestCodec).min(1).max(8),
  sound: z.boolean().default(false),
  cryptoSuite: cryptoSuite.default('AEAD_AES_128_GCM'),
});
export type IngestWish = z.infer<typeof ingestWish>;

/** Everything that the sender needs. RTP and RTCP share one port, so everything must come from one socket. */
export const ingestAnswer = z.object({
  producerId,
  /** `ip` is null where it is the address under which this server is already known to the one who asks. */
  address: z.object({ ip: z.string().max(64).nullable(), port }),
  codec: z.object({
    name: ingestCodec,
    mimeType: z.string().max(64),
    clockRate: z.literal(90_000),
    parameters: z.record(z.string().max(64), z.union([z.string().max(128), z.number()])),
  }),
  /** What else could have been chosen. */
  availableCodecs: z.array(ingestCodec).max(8),
  payloadType,
  ssrc,
  /** Told in RTCP: picture and sound of the same name are played in step. */
  cname: z.string().max(128),
  srtp: z.object({ cryptoSuite, sendKey: masterKey, receiveKey: masterKey }),
  /** Ids of the RTP header extensions that may be sent (RFC 8285, one byte). */
  extensions: z.object({ absSendTime: extensionId, playoutDelay: extensionId }),
  sound: z.object({ producerId, payloadType, ssrc, clockRate: z.literal(48_000) }).nullable(),
  /** What may be sent in all, bit/s. */
  maxBitrateBps: z.number().int().min(0),
});
export type IngestAnswer = z.infer<typeof ingestAnswer>;

const ingestEnd = z.enum(['silent']);
export type IngestEnd = z.infer<typeof ingestEnd>;

const nothing = z.object({});

export const ingestRequests = {
  /**
   * Opens the one ingest that a peer may have; it makes the peer's `screen`, and `screen-audio` if sound is wanted.
   * `producer_exists` while either is there by whatever way, `forbidden`, `not_in_voice`, `media_unavailable`
   */
  openIngest: { data: ingestWish, answer: ingestAnswer },
  /** `not_found` when there is none. */
  closeIngest: { data: nothing, answer: nothing },
} as const;

export const ingestNotices = {
  /** Without being asked, when nothing authentic arrived for a while. */
  ingestClosed: z.object({ producerId, reason: ingestEnd }),
} as const;
