/** The requests and notices of a call: joining, producing, consuming, mute and speaking. */
import { z } from 'zod';
import { voiceMember } from './community.ts';
import { channelId, consumerId, memberId, peerId, producerId } from './ids.ts';
import {
  dtlsFingerprints,
  iceParameters,
  mediaKind,
  producerSource,
  rtpCapabilities,
  rtpParameters,
  transportDirection,
  transportParameters,
} from './media.ts';

/** A consumer made by the server for this peer, paused until the peer says it is ready (`resumeConsumers`). */
export const consumerOffer = z.object({
  consumerId,
  producerId,
  kind: mediaKind,
  source: producerSource,
  rtpParameters,
  /** The owner comes with every offer, so that no media is ever without a name. */
  owner: z.object({ memberId, name: z.string() }),
});
export type ConsumerOffer = z.infer<typeof consumerOffer>;

/** Everything a joiner needs, in one answer. */
export const voiceSetup = z.object({
  peerId,
  channelId,
  sendTransport: transportParameters,
  receiveTransport: transportParameters,
  consumers: z.array(consumerOffer),
  /** Who is there, the joiner included (unless only prepared). */
  present: z.array(voiceMember),
});
export type VoiceSetup = z.infer<typeof voiceSetup>;

export const leaveReason = z.enum(['left', 'disconnected', 'moved', 'media_failed', 'server_stopping']);
export type LeaveReason = z.infer<typeof leaveReason>;

const nothing = z.object({});
const setupRequest = z.object({
  channelId,
  rtpCapabilities,
  /** Fingerprints of the certificates of both client transports: the server connects them before it answers. */
  sendFingerprints: dtlsFingerprints,
  receiveFingerprints: dtlsFingerprints,
});

export const voiceRequests = {
  /**
   * Sets up a call that may be joined soon: transports and paused consumers, seen by nobody, dropped by the server
   * after 60 s, by another prepareVoice or by a join elsewhere.
   */
  prepareVoice: { data: setupRequest, answer: voiceSetup },
  /**
   * Joins a voice channel; also switches. With `preparedPeerId` of this channel the prepared set-up is used and the
   * consumers acknowledged before flow at once (`peer_not_found` when it is gone: join without); without it a new one
   * is made. Answers the peer as it stands: a client skips what it has.
   */
  joinVoice: {
    data: setupRequest.extend({
      muted: z.boolean(),
      deafened: z.boolean(),
      preparedPeerId: peerId.exactOptional(),
      /** Take the call over from this member's other device, which else is `in_call_elsewhere`. */
      moveHere: z.boolean(),
    }),
    answer: voiceSetup,
  },
  leaveVoice: { data: nothing, answer: nothing },
  restartIce: { data: z.object({ direction: transportDirection }), answer: z.object({ iceParameters }) },
  produce: {
    data: z.object({ source: producerSource, kind: mediaKind, rtpParameters, paused: z.boolean() }),
    answer: z.object({ producerId }),
  },
  pauseProducer: { data: z.object({ producerId }), answer: nothing },
  resumeProducer: { data: z.object({ producerId }), answer: nothing },
  closeProducer: { data: z.object({ producerId }), answer: nothing },
  /** The acknowledgement that consumers are set up here: they flow from now on. */
  resumeConsumers: { data: z.object({ consumerIds: z.array(consumerId).min(1).max(1_024) }), answer: nothing },
  pauseConsumer: { data: z.object({ consumerId }), answer: nothing },
  setPreferredLayers: {
    data: z.object({
      consumerId,
      spatialLayer: z.number().int().min(0).max(8),
      temporalLayer: z.number().int().min(0).max(8).exactOptional(),
    }),
    answer: nothing,
  },
  setSpeaking: { data: z.object({ speaking: z.boolean() }), answer: nothing },
  setVoiceState: { data: z.object({ muted: z.boolean(), deafened: z.boolean() }), answer: nothing },
} as const;

/** One thing that happened in a room. */
export const roomEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('joined'), member: voiceMember }),
  z.object({ kind: z.literal('left'), memberId, reason: leaveReason }),
  z.object({ kind: z.literal('stateChanged'), memberId, muted: z.boolean(), deafened: z.boolean() }),
  z.object({ kind: z.literal('speaking'), memberId, speaking: z.boolean() }),
]);
export type RoomEvent = z.infer<typeof roomEvent>;

export const voiceNotices = {
  /** What happened in a voice channel, in order, coalesced; nobody is told their own speaking. */
  roomChanged: z.object({ channelId, events: z.array(roomEvent) }),
  consumersOffered: z.object({ peerId, consumers: z.array(consumerOffer) }),
  consumersClosed: z.object({ peerId, consumerIds: z.array(consumerId) }),
  /** Not for microphones: those pause with their owner's mute, which `roomChanged` tells. */
  consumersPaused: z.object({ peerId, consumerIds: z.array(consumerId), paused: z.boolean() }),
  /** This connection's call is over on the server. `rejoin`: come back by yourself. */
  voiceEnded: z.object({ peerId, reason: leaveReason, rejoin: z.boolean() }),
} as const;
