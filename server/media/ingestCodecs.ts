/** What may come in by an ingest, and under which numbers: fixed, so that a sender can be written down. */
import type { types } from 'mediasoup';
import type { IngestAnswer, IngestCodec } from '../../common/ingest.ts';
import type { RtpParameters } from '../../common/media.ts';

const PAYLOAD_TYPES: Readonly<Record<IngestCodec, number>> = { H264: 96, VP8: 98, VP9: 100, AV1: 102 };
const OPUS_PAYLOAD_TYPE = 111;
export const VIDEO_CLOCK_RATE = 90_000;
export const AUDIO_CLOCK_RATE = 48_000;

/**
 * H.264 as Constrained Baseline, which every browser decodes, at level 5.2 for a screen in 4K. A decoder is not bound
 * by the level: `level-asymmetry-allowed` (RFC 6184 section 8.2.2).
 */
const PARAMETERS: Readonly<Record<IngestCodec, IngestAnswer['codec']['parameters']>> = {
  H264: { 'packetization-mode': 1, 'profile-level-id': '42e034', 'level-asymmetry-allowed': 1 },
  VP8: {},
  VP9: { 'profile-id': 0 },
  AV1: {},
};

export const EXTENSIONS: IngestAnswer['extensions'] = { absSendTime: 1, playoutDelay: 2 };

const ABS_SEND_TIME = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time';
const PLAYOUT_DELAY = 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay';

export interface IngestStream {
  readonly ssrc: number;
  readonly cname: string;
}

export const codecOf = (name: IngestCodec): IngestAnswer['codec'] & { payloadType: number } => ({
  name,
  mimeType: `video/${name}`,
  clockRate: VIDEO_CLOCK_RATE,
  parameters: PARAMETERS[name],
  payloadType: PAYLOAD_TYPES[name],
});

/** Those of a room's router; all of ours today. */
export const availableCodecs = ({ rtpCapabilities: { codecs = [] } }: types.Router): IngestCodec[] => {
  const known = new Set(codecs.map(({ mimeType }) => mimeType.toLowerCase()));
  // Of a record with these keys.
  return (Object.keys(PAYLOAD_TYPES) as IngestCodec[]).filter((name) => known.has(`video/${name.toLowerCase()}`));
};

/** By REMB the worker tells what the way carries, from the times at which the sender says it sent. */
export const screenParameters = (name: IngestCodec, { ssrc, cname }: IngestStream): RtpParameters => {
  const { mimeType, payloadType, clockRate, parameters } = codecOf(name);
  return {
    codecs: [
      {
        mimeType,
        payloadType,
        clockRate,
        parameters,
        rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'goog-remb' }],
      },
    ],
    headerExtensions: [
      { uri: ABS_SEND_TIME, id: EXTENSIONS.absSendTime },
      { uri: PLAYOUT_DELAY, id: EXTENSIONS.playoutDelay },
    ],
    encodings: [{ ssrc }],
    rtcp: { cname, reducedSize: true },
  };
};

export const soundParameters = ({ ssrc, cname }: IngestStream): RtpParameters => ({
  codecs: [
    {
      mimeType: 'audio/opus',
      payloadType: OPUS_PAYLOAD_TYPE,
      clockRate: AUDIO_CLOCK_RATE,
      channels: 2,
      parameters: { stereo: 1, 'sprop-stereo': 1 },
      rtcpFeedback: [{ type: 'nack' }],
    },
  ],
  headerExtensions: [{ uri: ABS_SEND_TIME, id: EXTENSIONS.absSendTime }],
  encodings: [{ ssrc }],
  rtcp: { cname, reducedSize: true },
});

export const soundPayloadType = OPUS_PAYLOAD_TYPE;
