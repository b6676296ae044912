/** What every router of Yankcord speaks: the same for all, so that a client loads its Device before any click. */
import { ortc, type types } from 'mediasoup';
import type { RtpCapabilities } from '../../common/media.ts';
import { capabilitiesToWire } from './wire.ts';

/**
 * NACK, PLI, FIR, REMB and transport-cc come with mediasoup's supported codecs and need no mention here:
 * https://mediasoup.org/documentation/v3/mediasoup/rtp-parameters-and-capabilities/
 */
export const MEDIA_CODECS: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  { kind: 'video', mimeType: 'video/VP9', clockRate: 90_000, parameters: { 'profile-id': 0 } },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
  {
    // High profile, level 5.2: what hardware encoders make of a 4K screen.
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '640034', 'level-asymmetry-allowed': 1 },
  },
  { kind: 'video', mimeType: 'video/AV1', clockRate: 90_000 },
];

/** Computed as a router would compute it, without needing one. */
export const ROUTER_RTP_CAPABILITIES: RtpCapabilities = capabilitiesToWire(
  ortc.generateRouterRtpCapabilities(structuredClone(MEDIA_CODECS)),
);
