import type { ChannelId, ConsumerId, MemberId, PeerId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { ConsumerOffer, Floor, LeaveReason } from '../../common/voice.ts';
import type { SignalingClient } from '../signaling/SignalingClient.ts';

/** Whose notices are listened to. */
export interface PeerIdentity {
  readonly peerId: PeerId;
  readonly channelId: ChannelId;
  readonly memberId: MemberId;
}

/** What the server tells a peer of its own call. */
export interface PeerNotices {
  consumersOffered(consumers: ConsumerOffer[]): void;
  consumersClosed(consumerIds: ConsumerId[]): void;
  consumersPaused(consumerIds: ConsumerId[], paused: boolean): void;
  floorChanged(floor: Floor): void;
  /** A moderator muted this member, or took that back. */
  serverMuted(muted: boolean): void;
  /** @param moveTo where a moderator wants this member to be instead @param forbidden a permission for it is lost */
  ended(reason: LeaveReason, rejoin: boolean, moveTo: ChannelId | undefined, forbidden: boolean): void;
}

/** Picks one peer's notices from what the connection is told, until the Lifetime ends. */
export function followPeer(signaling: SignalingClient, peer: PeerIdentity, notices: PeerNotices): Lifetime {
  const life = new Lifetime();
  life.add(
    signaling.onNotice('consumersOffered', ({ peerId, consumers }) => {
      if (peerId === peer.peerId) {
        notices.consumersOffered(consumers);
      }
    }),
  );
  life.add(
    signaling.onNotice('consumersClosed', ({ peerId, consumerIds }) => {
      if (peerId === peer.peerId) {
        notices.consumersClosed(consumerIds);
      }
    }),
  );
  life.add(
    signaling.onNotice('consumersPaused', ({ peerId, consumerIds, paused }) => {
      if (peerId === peer.peerId) {
        notices.consumersPaused(consumerIds, paused);
      }
    }),
  );
  life.add(
    signaling.onNotice('floorChanged', ({ channelId, floor }) => {
      if (channelId === peer.channelId) {
        notices.floorChanged(floor);
      }
    }),
  );
  life.add(
    signaling.onNotice('roomChanged', ({ channelId, events }) => {
      for (const event of channelId === peer.channelId ? events : []) {
        if (event.kind === 'stateChanged' && event.memberId === peer.memberId) {
          notices.serverMuted(event.serverMuted);
        }
      }
    }),
  );
  life.add(
    signaling.onNotice('voiceEnded', ({ peerId, reason, rejoin, moveTo, lost }) => {
      if (peerId === peer.peerId) {
        notices.ended(reason, rejoin, moveTo, lost !== undefined);
      }
    }),
  );
  return life;
}
