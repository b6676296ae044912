/**
 * RTP, ICE and DTLS parameters as they cross the wire: mediasoup's own shapes
 * (https://mediasoup.org/documentation/v3/mediasoup/rtp-parameters-and-capabilities/), bounded, because they
 * arrive from strangers.
 */
import { z } from 'zod';

const shortText = z.string().max(128);
const uint32 = z.number().int().min(0).max(0xffff_ffff);
const payloadType = z.number().int().min(0).max(127);

export const mediaKind = z.enum(['audio', 'video']);
export type MediaKind = z.infer<typeof mediaKind>;

export const producerSource = z.enum(['microphone', 'camera', 'screen', 'screen-audio']);
export type ProducerSource = z.infer<typeof producerSource>;

export const KIND_OF_SOURCE: Readonly<Record<ProducerSource, MediaKind>> = {
  microphone: 'audio',
  'screen-audio': 'audio',
  camera: 'video',
  screen: 'video',
};

const rtcpFeedback = z.object({ type: shortText, parameter: shortText.exactOptional() });

/** fmtp parameters: numbers and short strings, as SDP has them. */
const codecParameters = z
  .record(z.string().max(64), z.union([shortText, z.number()]))
  .refine((parameters) => Object.keys(parameters).length <= 32, 'at most 32 codec parameters');

const mimeType = z.string().regex(/^(audio|video)\/[\w.+-]{1,32}$/);

const rtpCodecCapability = z.object({
  kind: mediaKind,
  mimeType,
  preferredPayloadType: payloadType,
  clockRate: uint32,
  channels: z.number().int().min(1).max(8).exactOptional(),
  parameters: codecParameters.exactOptional(),
  rtcpFeedback: z.array(rtcpFeedback).max(16).exactOptional(),
});

const direction = z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']);

/** Those that mediasoup's server and client both know. */
export const headerExtensionUri = z.enum([
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
  'urn:3gpp:video-orientation',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
  'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
  'urn:mediasoup:params:rtp-hdrext:packet-id',
]);

const rtpHeaderExtension = z.object({
  kind: mediaKind,
  uri: headerExtensionUri,
  preferredId: z.number().int().min(1).max(255),
  preferredEncrypt: z.boolean().exactOptional(),
  direction: direction.exactOptional(),
});

export const rtpCapabilities = z.object({
  codecs: z.array(rtpCodecCapability).max(64).exactOptional(),
  headerExtensions: z.array(rtpHeaderExtension).max(64).exactOptional(),
});
export type RtpCapabilities = z.infer<typeof rtpCapabilities>;

const rtpCodecParameters = z.object({
  mimeType,
  payloadType,
  clockRate: uint32,
  channels: z.number().int().min(1).max(8).exactOptional(),
  parameters: codecParameters.exactOptional(),
  rtcpFeedback: z.array(rtcpFeedback).max(16).exactOptional(),
});

const rtpEncoding = z.object({
  ssrc: uint32.exactOptional(),
  rid: z.string().max(32).exactOptional(),
  codecPayloadType: payloadType.exactOptional(),
  rtx: z.object({ ssrc: uint32 }).exactOptional(),
  dtx: z.boolean().exactOptional(),
  scalabilityMode: z.string().max(32).exactOptional(),
  scaleResolutionDownBy: z.number().min(1).max(64).exactOptional(),
  maxBitrate: z.number().int().min(0).exactOptional(),
  active: z.boolean().exactOptional(),
});

export const rtpParameters = z.object({
  mid: z.string().max(64).exactOptional(),
  codecs: z.array(rtpCodecParameters).min(1).max(32),
  headerExtensions: z
    .array(
      z.object({
        uri: headerExtensionUri,
        id: z.number().int().min(1).max(255),
        encrypt: z.boolean().exactOptional(),
        parameters: codecParameters.exactOptional(),
      }),
    )
    .max(32)
    .exactOptional(),
  encodings: z.array(rtpEncoding).max(8).exactOptional(),
  rtcp: z
    .object({
      cname: shortText.exactOptional(),
      reducedSize: z.boolean().exactOptional(),
      mux: z.boolean().exactOptional(),
    })
    .exactOptional(),
  msid: z.string().max(256).exactOptional(),
});
export type RtpParameters = z.infer<typeof rtpParameters>;

export const iceParameters = z.object({
  usernameFragment: z.string().max(256),
  password: z.string().max(256),
  iceLite: z.boolean().exactOptional(),
});
export type IceParameters = z.infer<typeof iceParameters>;

const iceCandidate = z.object({
  foundation: shortText,
  priority: uint32,
  ip: shortText,
  address: shortText,
  protocol: z.enum(['udp', 'tcp']),
  port: z.number().int().min(0).max(65_535),
  type: z.enum(['host', 'srflx', 'prflx', 'relay']),
  tcpType: z.enum(['passive', 'active', 'so']).exactOptional(),
});

const dtlsFingerprint = z.object({
  algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
  value: z
    .string()
    .max(191)
    .regex(/^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})+$/),
});
export type DtlsFingerprint = z.infer<typeof dtlsFingerprint>;

/** The joiner's fingerprints; it is always the DTLS client, because the server is ICE lite and cannot call it. */
export const dtlsFingerprints = z.array(dtlsFingerprint).min(1).max(8);

const dtlsParameters = z.object({
  role: z.enum(['auto', 'client', 'server']).exactOptional(),
  fingerprints: z.array(dtlsFingerprint).min(1).max(8),
});

export const transportDirection = z.enum(['send', 'receive']);
export type TransportDirection = z.infer<typeof transportDirection>;

/** What a client needs to make its end of a WebRtcTransport. */
export const transportParameters = z.object({
  id: shortText,
  iceParameters,
  iceCandidates: z.array(iceCandidate).max(64),
  dtlsParameters,
});
export type TransportParameters = z.infer<typeof transportParameters>;
