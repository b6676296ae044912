/** Hearing oneself by way of the server: a peer of one's own that nobody else sees, whose microphone comes back to it. */
import { z } from 'zod';
import { channelId, peerId, producerId } from './ids.ts';
import { dtlsFingerprints, rtpCapabilities, rtpParameters, transportParameters } from './media.ts';
import { consumerOffer } from './offer.ts';

const nothing = z.object({});

export const echoRequests = {
  /**
   * Both transports of such a peer, in a call or outside of one; it takes the place of this connection's one before, and
   * ends with the connection or after a minute. For who may speak in this channel, whose settings hold for it.
   * `forbidden`, `not_found`, `media_unavailable`
   */
  openEcho: {
    data: z.object({
      channelId,
      rtpCapabilities,
      sendFingerprints: dtlsFingerprints,
      receiveFingerprints: dtlsFingerprints,
    }),
    answer: z.object({ peerId, sendTransport: transportParameters, receiveTransport: transportParameters }),
  },
  /** Its microphone, and the paused consumer by which it comes back. `peer_not_found`, `producer_exists`, `invalid` */
  produceEcho: {
    data: z.object({ rtpParameters }),
    answer: z.object({ producerId, consumer: consumerOffer }),
  },
  /** The consumer is set up: it flows from now on. `peer_not_found`, `consumer_not_found` */
  resumeEcho: { data: nothing, answer: nothing },
  /** Says that it is over; nothing happens where it is already. */
  closeEcho: { data: nothing, answer: nothing },
} as const;

export const echoNotices = {
  /** Its time is over, or its worker died. */
  echoEnded: z.object({ peerId, reason: z.enum(['expired', 'media_failed']) }),
} as const;
