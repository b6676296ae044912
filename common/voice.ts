/** The requests and notices of a call: joining, producing, consuming, mute and speaking. */
import { z } from 'zod';
import { voiceMember } from './community.ts';
import { channelId, consumerId, memberId, peerId, producerId } from './ids.ts';
import { echoNotices, echoRequests } from './echo.ts';
import { ingestNotices, ingestRequests } from './ingest.ts';
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
import { consumerOffer } from './offer.ts';
import { permissionName } from './permissions.ts';
import { microphoneTrace } from './trace.ts';
import { clientQuality, leaveReason, qualitySample, voiceVisit } from './quality.ts';

export type { ConsumerOffer } from './offer.ts';

/**
 * Who has each place of a room's floor. Large rooms share a few microphone consumers: a place carries one speaker after
 * another, and is null until the first.
 */
export const floor = z.array(memberId.nullable()).max(16);
export type Floor = z.infer<typeof floor>;

/** Everything a joiner needs, in one answer. */
export const voiceSetup = z.object({
  peerId,
  channelId,
  sendTransport: transportParameters,
  receiveTransport: transportParameters,
  consumers: z.array(consumerOffer),
  floor,
  /** Who is there, the joiner included (unless only prepared). */
  present: z.array(voiceMember),
});
export type VoiceSetup = z.infer<typeof voiceSetup>;

export type { LeaveReason } from './quality.ts';

const nothing = z.object({});
const setupRequest = z.object({
  channelId,
  rtpCapabilities,
  /** Fingerprints of the certificates of both client transports: the server connects them before it answers. */
  sendFingerprints: dtlsFingerprints,
  receiveFingerprints: dtlsFingerprints,
});

export const voiceRequests = {
  ...echoRequests,
  ...ingestRequests,
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
      /**
       * This connection's own live peer in the same channel, given up for the new one because its media broke. Without
       * it a second join of the channel is `already_in_voice`, and the first goes on.
       */
      replaces: peerId.exactOptional(),
    }),
    answer: voiceSetup,
  },
  /**
   * After a lost connection: takes this member's live peer over as it stands, transports and all, within the server's
   * grace period; nobody saw it leave. Answers all its consumers: those not named are gone. The client restarts ICE
   * where its transports are cut. `peer_not_found` when it is gone: join.
   */
  resumeVoice: { data: z.object({ peerId }), answer: voiceSetup },
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
  /** By a moderator; the muted cannot undo it, and it outlasts the call. */
  serverMute: { data: z.object({ memberId, muted: z.boolean() }), answer: nothing },
  /** By a moderator: this member is heard above the others from now on, in every call, or no longer. `not_found` */
  setPriority: { data: z.object({ memberId, priority: z.boolean() }), answer: nothing },
  /** By a moderator: out of the call, by every way back but a click. `not_in_voice` */
  removeFromVoice: { data: z.object({ memberId }), answer: nothing },
  /**
   * By a moderator: into another channel, where the member's client goes by itself. `channel_full`; `not_in_voice` also
   * while the member is only expected back.
   */
  moveMember: { data: z.object({ memberId, channelId }), answer: nothing },
  /** What this client measured since its last report, every 5 s while in a call. */
  reportQuality: { data: clientQuality, answer: nothing },
  /** The last minutes of a peer's quality, oldest first, for the popover on its connection. */
  loadQuality: { data: z.object({ memberId }), answer: z.object({ samples: z.array(qualitySample) }) },
  /** Where this member's own microphone gets to: about nobody else's can be asked. `not_in_voice` */
  traceMicrophone: { data: nothing, answer: microphoneTrace },
  /** Who was where from when to when, newest first; for those who may see it. */
  loadVoiceHistory: {
    data: z.object({ before: z.number().int().min(1).exactOptional(), limit: z.number().int().min(1).max(100) }),
    answer: z.object({ visits: z.array(voiceVisit), more: z.boolean() }),
  },
  /** Deletes visits that ended before this. */
  pruneVoiceHistory: {
    data: z.object({ beforeMs: z.number().int().min(0) }),
    answer: z.object({ removed: z.number().int() }),
  },
} as const;

/** One thing that happened in a room. */
export const roomEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('joined'), member: voiceMember }),
  z.object({ kind: z.literal('left'), memberId, reason: leaveReason }),
  z.object({
    kind: z.literal('stateChanged'),
    memberId,
    muted: z.boolean(),
    deafened: z.boolean(),
    serverMuted: z.boolean(),
    camera: z.boolean().default(false),
    screen: z.boolean().default(false),
    priority: z.boolean().default(false),
    poor: z.boolean().default(false),
  }),
  z.object({ kind: z.literal('speaking'), memberId, speaking: z.boolean() }),
]);
export type RoomEvent = z.infer<typeof roomEvent>;

export const voiceNotices = {
  ...echoNotices,
  ...ingestNotices,
  /** What happened in a voice channel, in order, coalesced; nobody is told their own speaking. */
  roomChanged: z.object({ channelId, events: z.array(roomEvent) }),
  /** Another speaker has a place of the floor: told to everyone in the room, before the sound where it can be. */
  floorChanged: z.object({ channelId, floor }),
  consumersOffered: z.object({ peerId, consumers: z.array(consumerOffer) }),
  consumersClosed: z.object({ peerId, consumerIds: z.array(consumerId) }),
  /** Who watches the screen that this peer shares. */
  viewersChanged: z.object({ peerId, memberIds: z.array(memberId).max(10_000) }),
  /** Not for microphones: those pause with their owner's mute, which `roomChanged` tells. */
  consumersPaused: z.object({ peerId, consumerIds: z.array(consumerId), paused: z.boolean() }),
  /** This connection's call is over on the server. `rejoin`: come back by yourself; `moveTo`: go there by yourself. */
  voiceEnded: z.object({
    peerId,
    reason: leaveReason,
    rejoin: z.boolean(),
    moveTo: channelId.exactOptional(),
    /** The member may not do this there any more: why it was removed. */
    lost: permissionName.exactOptional(),
  }),
  /** The server closed what this peer sent of these sources: the member may not any more. */
  sourcesWithdrawn: z.object({ peerId, sources: z.array(producerSource).max(4) }),
} as const;
