/** The requests made of mediasoup for a peer, with the errors that strangers' parameters may cause sorted out. */
import { errors, ortc, type types } from 'mediasoup';
import { AppError } from '../../common/errors.ts';
import type { DtlsFingerprint, MediaKind, ProducerSource, RtpCapabilities, RtpParameters } from '../../common/media.ts';

/** Bit/s assumed towards a peer before its network is measured: enough for voice and a first video layer. */
const INITIAL_OUTGOING_BPS = 1_000_000;
/** From 1 to 255: https://mediasoup.org/documentation/v3/mediasoup/api/#consumer-setPriority */
const PRIORITY_OF_CAMERAS = 10;
const PRIORITY_OF_SCREENS = 100;

/**
 * A transport that waits for its peer's DTLS handshake. The peer is always the DTLS client, because the server is ICE
 * lite and cannot reach it first; knowing its fingerprints beforehand saves a round trip, and no ClientHello is lost
 * (a lost one costs 50 ms).
 */
export const openTransport = async (
  router: types.Router,
  webRtcServer: types.WebRtcServer,
  fingerprints: readonly DtlsFingerprint[],
  maxIncomingBps?: number,
): Promise<types.WebRtcTransport> => {
  const transport = await router.createWebRtcTransport({
    webRtcServer,
    enableUdp: true,
    enableTcp: true,
    preferUdp: true,
    initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BPS,
  });
  try {
    if (maxIncomingBps !== undefined) {
      await transport.setMaxIncomingBitrate(maxIncomingBps);
    }
    await transport.connect({ dtlsParameters: { role: 'client', fingerprints: [...fingerprints] } });
    return transport;
  } catch (fault) {
    transport.close();
    throw fault;
  }
};

/** @throws AppError `invalid` when the parameters contradict themselves or fit no codec of the router */
export const produce = async (
  transport: types.Transport,
  kind: MediaKind,
  rtpParameters: RtpParameters,
  paused: boolean,
): Promise<types.Producer> => {
  try {
    return await transport.produce({ kind, rtpParameters, paused });
  } catch (fault) {
    if (fault instanceof TypeError || fault instanceof errors.UnsupportedError) {
      throw new AppError('invalid', 'these RTP parameters fit no codec of the router', { cause: fault });
    }
    throw fault;
  }
};

/** False also for capabilities that make no sense, which mediasoup answers by throwing. */
export const canConsume = (
  router: types.Router,
  producer: types.Producer,
  rtpCapabilities: RtpCapabilities,
): boolean => {
  try {
    return router.canConsume({ producerId: producer.id, rtpCapabilities });
  } catch {
    return false;
  }
};

/**
 * Paused. What is lost of voice is sent again where it is asked for (mediasoup leaves that out of audio unless told),
 * which `SendPath` of the client asks for on its way up. Of what congestion leaves for video, a screen gets its share before a camera; voice is not subject to it: the
 * worker never holds audio back for want of bandwidth.
 */
export const consume = async (
  transport: types.WebRtcTransport,
  producer: types.Producer,
  source: ProducerSource,
  rtpCapabilities: RtpCapabilities,
): Promise<types.Consumer> => {
  const consumer = await transport.consume({ producerId: producer.id, rtpCapabilities, paused: true, enableRtx: true });
  if (consumer.kind === 'video') {
    await consumer.setPriority(source === 'screen' ? PRIORITY_OF_SCREENS : PRIORITY_OF_CAMERAS);
  }
  return consumer;
};

/** The number by which packets of this stream carry a header extension; undefined where they do not. */
export const headerExtensionIdOf = (
  { rtpParameters }: { readonly rtpParameters: types.RtpParameters },
  uri: types.RtpHeaderExtensionUri,
): number | undefined => rtpParameters.headerExtensions?.find((extension) => extension.uri === uri)?.id;

/** @throws AppError `invalid` */
export const checkCapabilities = (rtpCapabilities: RtpCapabilities): void => {
  try {
    // mediasoup fills in defaults where it looks, hence the copy.
    ortc.validateAndNormalizeRtpCapabilities(structuredClone(rtpCapabilities));
  } catch (fault) {
    throw new AppError('invalid', 'these RTP capabilities contradict themselves', { cause: fault });
  }
};
