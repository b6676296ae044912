import { AppError } from '../../common/errors.ts';
import type { ChannelId, ConsumerId, PeerId, ProducerId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { ProducerSource } from '../../common/media.ts';
import type { NoticeData, NoticeName, RequestAnswer, RequestData } from '../../common/signaling.ts';
import type { LeaveReason, VoiceSetup } from '../../common/voice.ts';
import type { Action } from '../community/permissions.ts';
import type { Peer } from '../media/Peer.ts';
import type { PeerConsumer } from '../media/PeerConsumer.ts';
import type { Room } from '../media/Room.ts';
import type { StoredMember } from '../store/members.ts';
import type { VoiceSeats } from './VoiceSeats.ts';

/** Tells this connection. */
export type Tell = <Name extends NoticeName>(name: Name, data: NoticeData<Name>) => void;

/** A peer of this connection with what ends together with it. */
interface Place {
  readonly room: Room;
  readonly peer: Peer;
  readonly life: Lifetime;
}

const ACTION_OF_SOURCE: Readonly<Record<ProducerSource, Action>> = {
  microphone: 'speak',
  camera: 'useCamera',
  screen: 'shareScreen',
  'screen-audio': 'shareScreen',
};

/**
 * One connection's place in voice: at most one live peer and one that waits. Its requests take turns, so that racing
 * joins, leaves and producers have one order; after every await it looks again whether it is still there.
 */
export class VoiceSeat implements Closable {
  readonly #seats: VoiceSeats;
  readonly #member: StoredMember;
  readonly #tell: Tell;
  readonly #waitingMs: number;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting: Place | undefined;
  #live: Place | undefined;
  #closed = false;

  constructor(seats: VoiceSeats, member: StoredMember, waitingMs: number, tell: Tell) {
    this.#seats = seats;
    this.#member = member;
    this.#waitingMs = waitingMs;
    this.#tell = tell;
  }

  /** Runs `work` when the requests before it are done. */
  async inTurn<T>(work: () => Promise<T> | T): Promise<T> {
    const turn = this.#turn.then(() => {
      this.#requireOpen();
      return work();
    });
    // The next in turn waits for the end of this one, whatever it is.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** @throws AppError `not_found`, `forbidden`, `channel_full`, `invalid`, `media_unavailable` */
  async prepare(data: RequestData<'prepareVoice'>): Promise<VoiceSetup> {
    const channel = this.#seats.requireChannel(this.#member, 'connect', data.channelId);
    if (!this.#seats.hasRoom(channel, this.#member.id)) {
      throw new AppError('channel_full', 'no place is free');
    }
    this.#dropWaiting();
    const place = await this.#open(data);
    const expiry = setTimeout(() => {
      this.#dropWaiting();
    }, this.#waitingMs);
    place.life.add(() => {
      clearTimeout(expiry);
    });
    this.#waiting = place;
    return place.room.setupOf(place.peer);
  }

  /**
   * Joins, or switches: the place left is given up only when the new one stands.
   * @throws AppError as `prepare`, and `in_call_elsewhere`, `peer_not_found` for a prepared peer that is gone
   */
  async join(data: RequestData<'joinVoice'>): Promise<VoiceSetup> {
    this.#requireJoinable(data);
    const place =
      data.preparedPeerId === undefined
        ? await this.#open(data)
        : this.#takeWaiting(data.preparedPeerId, data.channelId);
    let admitted: Promise<void>;
    try {
      // From here to `joined` nothing is awaited: who may join, leaving and arriving are one step.
      this.#requireJoinable(data);
      if (place.peer.ended) {
        throw new AppError('media_unavailable', 'the media worker failed');
      }
      this.#dropWaiting();
      const holder = this.#seats.holderOf(this.#member.id);
      if (holder !== undefined && holder !== this) {
        holder.yield();
      }
      this.#leaveLive('moved');
      admitted = place.room.admit(place.peer, { muted: data.muted, deafened: data.deafened });
    } catch (fault) {
      this.#drop(place);
      throw fault;
    }
    this.#live = place;
    const member = place.peer.describe();
    if (member !== undefined) {
      this.#seats.joined(this, member);
    }
    await admitted;
    return this.#requireLive(place).room.setupOf(place.peer);
  }

  /** @throws AppError `not_in_voice` */
  leave(): void {
    this.#requireLive();
    this.#leaveLive('left');
  }

  async restartIce({ direction }: RequestData<'restartIce'>): Promise<RequestAnswer<'restartIce'>> {
    const place = this.#live ?? this.#waiting;
    if (place === undefined) {
      throw new AppError('not_in_voice', 'no peer here');
    }
    return { iceParameters: await place.peer.restartIce(direction) };
  }

  /** @throws AppError `not_in_voice`, `forbidden`, and what `Peer.produce` throws */
  async produce(data: RequestData<'produce'>): Promise<RequestAnswer<'produce'>> {
    const { peer, room } = this.#requireLive();
    this.#seats.requireChannel(this.#member, ACTION_OF_SOURCE[data.source], room.channelId);
    const { id } = await peer.produce(data.source, data.kind, data.rtpParameters, data.paused);
    return { producerId: id };
  }

  async setProducerPaused(id: ProducerId, paused: boolean): Promise<void> {
    await this.#requireLive().peer.requireProducer(id).setPaused(paused);
  }

  closeProducer(id: ProducerId): void {
    this.#requireLive().peer.requireProducer(id).close();
  }

  /** @throws AppError `not_in_voice`, `consumer_not_found` if none of them is there: single ones may have just closed */
  async resumeConsumers(ids: readonly ConsumerId[]): Promise<void> {
    const known = await Promise.all(this.#places.map(async ({ peer }) => peer.resumeConsumers(ids)));
    if (known.every((count) => count === 0)) {
      throw new AppError('consumer_not_found', 'none of these consumers is there');
    }
  }

  async pauseConsumer(id: ConsumerId): Promise<void> {
    await this.#requireConsumer(id).change({ paused: true });
  }

  async setPreferredLayers({ consumerId, ...layers }: RequestData<'setPreferredLayers'>): Promise<void> {
    await this.#requireConsumer(consumerId).setPreferredLayers(layers);
  }

  /** @throws AppError `not_in_voice` */
  setSpeaking(speaking: boolean): void {
    const { peer } = this.#requireLive();
    const member = peer.setSpeaking(speaking) ? peer.describe() : undefined;
    if (member !== undefined) {
      this.#seats.speakingChanged(member);
    }
  }

  /** Told before the media follow, which they do when this resolves. @throws AppError `not_in_voice` */
  async setState(state: RequestData<'setVoiceState'>): Promise<void> {
    const { peer } = this.#requireLive();
    const spoke = peer.describe()?.speaking === true;
    const settled = peer.setState(state);
    const member = peer.describe();
    if (member !== undefined) {
      this.#seats.stateChanged(member);
      if (spoke && !member.speaking) {
        this.#seats.speakingChanged(member);
      }
    }
    await settled;
  }

  /** The member joined by another connection. */
  yield(): void {
    const place = this.#live;
    if (place !== undefined) {
      this.#leaveLive('moved');
      this.#tell('voiceEnded', { peerId: place.peer.id, reason: 'moved', rejoin: false });
    }
  }

  /** The connection is over. */
  close(): void {
    this.#closed = true;
    this.#dropWaiting();
    this.#leaveLive('disconnected');
  }

  get #places(): Place[] {
    return [this.#live, this.#waiting].filter((place) => place !== undefined);
  }

  /** A waiting peer, heard by this connection from now on. */
  async #open(data: RequestData<'prepareVoice'>): Promise<Place> {
    const { id: memberId, name } = this.#member;
    const { channelId, rtpCapabilities, sendFingerprints, receiveFingerprints } = data;
    const { room, peer } = await this.#seats.rooms.prepare(channelId, {
      owner: { memberId, name },
      rtpCapabilities,
      sendFingerprints,
      receiveFingerprints,
    });
    const place = { room, peer, life: new Lifetime() };
    if (this.#closed) {
      this.#drop(place);
      this.#requireOpen();
    }
    this.#listen(place);
    return place;
  }

  #listen(place: Place): void {
    const { peer, life } = place;
    const peerId = peer.id;
    life.add(
      peer.events.on('consumersOffered', ({ consumers }) => {
        this.#tell('consumersOffered', { peerId, consumers });
      }),
    );
    life.add(
      peer.events.on('consumersClosed', ({ consumerIds }) => {
        this.#tell('consumersClosed', { peerId, consumerIds });
      }),
    );
    life.add(
      peer.events.on('consumersPaused', ({ consumerIds, paused }) => {
        this.#tell('consumersPaused', { peerId, consumerIds, paused });
      }),
    );
    life.add(
      peer.events.on('lost', ({ member }) => {
        life.end();
        if (this.#waiting === place) {
          this.#waiting = undefined;
        }
        if (this.#live === place) {
          this.#live = undefined;
        }
        if (member !== undefined) {
          this.#seats.left(this, member, 'media_failed');
        }
        if (!this.#seats.frozen) {
          this.#tell('voiceEnded', { peerId, reason: 'media_failed', rejoin: member !== undefined });
        }
      }),
    );
  }

  #takeWaiting(peerId: PeerId, channelId: ChannelId): Place {
    const place = this.#waiting;
    if (place?.peer.id !== peerId || place.room.channelId !== channelId) {
      throw new AppError('peer_not_found', 'this prepared peer is gone');
    }
    this.#waiting = undefined;
    return place;
  }

  #dropWaiting(): void {
    const place = this.#waiting;
    this.#waiting = undefined;
    if (place !== undefined) {
      this.#drop(place);
    }
  }

  #leaveLive(reason: LeaveReason): void {
    const place = this.#live;
    this.#live = undefined;
    if (place !== undefined) {
      const member = place.peer.describe();
      this.#drop(place);
      if (member !== undefined) {
        this.#seats.left(this, member, reason);
      }
    }
  }

  #drop({ room, peer, life }: Place): void {
    life.end();
    room.remove(peer);
  }

  /** @throws AppError `not_found`, `forbidden`, `channel_full`, `in_call_elsewhere`, `disconnected` */
  #requireJoinable({ channelId, moveHere }: RequestData<'joinVoice'>): void {
    this.#requireOpen();
    const channel = this.#seats.requireChannel(this.#member, 'connect', channelId);
    const holder = this.#seats.holderOf(this.#member.id);
    if (holder !== undefined && holder !== this && !moveHere) {
      throw new AppError('in_call_elsewhere', 'another device of this member is in a call');
    }
    if (!this.#seats.hasRoom(channel, this.#member.id)) {
      throw new AppError('channel_full', 'no place is free');
    }
  }

  #requireOpen(): void {
    if (this.#closed) {
      throw new AppError('disconnected', 'the connection is over');
    }
  }

  #requireLive(same: Place | undefined = this.#live): Place {
    if (this.#live === undefined || this.#live !== same) {
      throw new AppError('not_in_voice', 'not in a voice channel');
    }
    return this.#live;
  }

  #requireConsumer(id: ConsumerId): PeerConsumer {
    const consumer = this.#places.map(({ peer }) => peer.consumer(id)).find((found) => found !== undefined);
    if (consumer === undefined) {
      throw new AppError('consumer_not_found', 'no such consumer');
    }
    return consumer;
  }
}
