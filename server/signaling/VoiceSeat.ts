import type { VoiceChannel, VoiceMember } from '../../common/community.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId, ConsumerId, PeerId } from '../../common/ids.ts';
import type { ProducerSource } from '../../common/media.ts';
import type { Permission } from '../../common/permissions.ts';
import type { RequestAnswer, RequestData } from '../../common/signaling.ts';
import type { LeaveReason, VoiceSetup } from '../../common/voice.ts';
import type { Attendance } from '../community/Members.ts';
import type { VoiceState } from '../media/Peer.ts';
import type { PeerConsumer } from '../media/PeerConsumer.ts';
import type { Decision, Seat } from './ParkedSeat.ts';
import { Place, type Tell } from './Place.ts';
import { SeatSending } from './SeatSending.ts';
import type { VoiceSeats } from './VoiceSeats.ts';
import { WaitingPlace } from './WaitingPlace.ts';

/**
 * One connection's place in voice: at most one live peer and one that waits. Its requests take turns, so that racing
 * joins, leaves and producers have one order; after every await it looks again whether it is still there.
 */
export class VoiceSeat implements Seat {
  readonly parked = false;
  readonly sending: SeatSending;
  readonly #seats: VoiceSeats;
  readonly #who: Pick<Attendance, 'member'>;
  readonly #tell: Tell;
  readonly #waiting: WaitingPlace;
  #turn: Promise<unknown> = Promise.resolve();
  #live: Place | undefined;
  #closed = false;

  constructor(seats: VoiceSeats, who: Pick<Attendance, 'member'>, waitingMs: number, tell: Tell) {
    this.#seats = seats;
    this.#who = who;
    this.#waiting = new WaitingPlace(waitingMs);
    this.#tell = tell;
    this.sending = new SeatSending(seats, who, tell, () => this.#requireLive());
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

  /** @throws AppError `not_found`, `forbidden`, `channel_full`, `already_in_voice`, `invalid`, `media_unavailable` */
  async prepare(data: RequestData<'prepareVoice'>): Promise<VoiceSetup> {
    const channel = this.#seats.requireChannel(this.#member, 'connect', data.channelId);
    this.#requireNotIn(data.channelId, undefined);
    this.#requireRoom(channel);
    this.#waiting.close();
    const place = await this.#open(data);
    this.#waiting.keep(place);
    return place.setup(this.#seats.presentIn(data.channelId));
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
        : this.#waiting.take(data.preparedPeerId, data.channelId);
    let admitted: Promise<void>;
    try {
      // From here to `joined` nothing is awaited: who may join, leaving and arriving are one step.
      this.#requireJoinable(data);
      if (place.peer.ended) {
        throw new AppError('media_unavailable', 'the media worker failed');
      }
      this.#waiting.close();
      const holder = this.#seats.holderOf(this.#member.id);
      if (holder !== this) {
        holder?.yield();
      }
      this.#live?.drop();
      const { sinceMs, ...decided } = this.#seats.arrivalOf(this.#member.id, data.channelId);
      const state = { muted: data.muted, deafened: data.deafened, ...decided };
      admitted = place.room.admit(place.peer, state, sinceMs);
    } catch (fault) {
      place.drop();
      throw fault;
    }
    this.#live = place;
    this.#seats.joined(this, place.peer);
    await admitted;
    this.#requireLive(place);
    return place.setup(this.#seats.presentIn(data.channelId));
  }

  /**
   * Goes on with the peer of a lost connection, as it stands.
   * @throws AppError `peer_not_found`, `already_in_voice` when this connection joined meanwhile
   */
  resume({ peerId }: RequestData<'resumeVoice'>): VoiceSetup {
    if (this.#live !== undefined && this.#live.peer.id !== peerId) {
      throw new AppError('already_in_voice', 'this connection has another peer');
    }
    const place = this.#live ?? this.#seats.takeOver(this.#member.id, peerId);
    if (place === undefined) {
      throw new AppError('peer_not_found', 'this peer is gone');
    }
    this.#live = place;
    this.#seats.resumed(this, this.#member.id);
    this.#listen(place);
    place.room.lookAtViewers(place.peer);
    return place.setup(this.#seats.presentIn(place.room.channelId));
  }

  /** Whoever is only expected back says by this that they do not come. @throws AppError `not_in_voice` */
  leave(): void {
    if (this.#live === undefined && this.#seats.giveUp(this.#member.id)) {
      return;
    }
    this.#requireLive();
    this.#leaveLive('left');
  }

  async restartIce({ direction }: RequestData<'restartIce'>): Promise<RequestAnswer<'restartIce'>> {
    const place = this.#live ?? this.#waiting.place;
    if (place === undefined) {
      throw new AppError('not_in_voice', 'no peer here');
    }
    return { iceParameters: await place.peer.restartIce(direction) };
  }

  /** @throws AppError `not_in_voice`, `consumer_not_found` if none of them is there: single ones may have just closed */
  async resumeConsumers(ids: readonly ConsumerId[]): Promise<void> {
    const known = await Promise.all(this.#places.map(async ({ peer }) => peer.resumeConsumers(ids)));
    this.#live?.room.lookAtViewers();
    if (known.every((count) => count === 0)) {
      throw new AppError('consumer_not_found', 'none of these consumers is there');
    }
  }

  async pauseConsumer(id: ConsumerId): Promise<void> {
    await this.#requireConsumer(id).change({ paused: true });
    this.#live?.room.lookAtViewers();
  }

  async setPreferredLayers({ consumerId, ...layers }: RequestData<'setPreferredLayers'>): Promise<void> {
    await this.#requireConsumer(consumerId).setPreferredLayers(layers);
  }

  /** @throws AppError `not_in_voice` */
  async traceMicrophone(): Promise<RequestAnswer<'traceMicrophone'>> {
    const { room, peer } = this.#requireLive();
    return room.traceMicrophone(peer);
  }

  /** @throws AppError `not_in_voice` */
  setSpeaking(speaking: boolean): void {
    const { room, peer } = this.#requireLive();
    room.claimSpeaking(peer, speaking);
  }

  /** Told before the media follow, which they do when this resolves. @throws AppError `not_in_voice` */
  async setState(state: RequestData<'setVoiceState'>): Promise<void> {
    await this.#change(this.#requireLive(), state);
  }

  async impose(decision: Decision): Promise<void> {
    if (this.#live !== undefined) {
      await this.#change(this.#live, decision);
    }
  }

  yield(): void {
    const place = this.#live;
    this.#live = undefined;
    if (place !== undefined) {
      place.drop();
      this.#tell('voiceEnded', { peerId: place.peer.id, reason: 'moved', rejoin: false });
    }
  }

  expel(moveTo: ChannelId | undefined, lost?: Permission): void {
    const { peer } = this.#requireLive();
    if (moveTo !== undefined) {
      this.#requireRoom(this.#seats.requireChannel(this.#member, 'connect', moveTo));
    }
    const reason = moveTo === undefined ? 'removed' : 'moved';
    this.#leaveLive(reason);
    this.#tell('voiceEnded', {
      peerId: peer.id,
      reason,
      rejoin: false,
      ...(moveTo === undefined ? {} : { moveTo }),
      ...(lost === undefined ? {} : { lost }),
    });
  }

  withdraw(sources: ReadonlySet<ProducerSource>): void {
    if (this.#live !== undefined) {
      this.sending.withdraw(this.#live, sources);
    }
  }

  surrender(peerId: PeerId): Place | undefined {
    const place = this.#live;
    if (place?.peer.id !== peerId || place.peer.ended) {
      return undefined;
    }
    this.#live = undefined;
    return place;
  }

  /**
   * The connection is over. Unless its client said so, it is expected back: a live peer stays for that long.
   * @param attendance ends now, or with the peer
   */
  end(attendance: Attendance, farewell: boolean): void {
    this.#closed = true;
    this.#waiting.close();
    const place = this.#live;
    if (place !== undefined && !farewell && !this.#seats.frozen) {
      this.#live = undefined;
      this.#seats.park(this.#member.id, place, attendance);
      return;
    }
    this.#leaveLive(farewell ? 'left' : 'disconnected');
    attendance.end();
  }

  get #member(): Attendance['member'] {
    return this.#who.member;
  }

  get #places(): Place[] {
    return [this.#live, this.#waiting.place].filter((place) => place !== undefined);
  }

  /** A waiting peer, heard by this connection from now on. */
  async #open({ channelId, ...setup }: RequestData<'prepareVoice'>): Promise<Place> {
    const channel = this.#seats.requireChannel(this.#member, 'connect', channelId);
    const { rtpCapabilities, sendFingerprints, receiveFingerprints } = setup;
    const { room, peer } = await this.#seats.prepare(this.#who, channel, {
      rtpCapabilities,
      sendFingerprints,
      receiveFingerprints,
    });
    const place = new Place(room, peer);
    if (this.#closed) {
      place.drop();
      this.#requireOpen();
    }
    this.#listen(place);
    return place;
  }

  #listen(place: Place): void {
    place.attach(
      {
        speakingChanged: (member) => {
          this.#seats.speakingChanged(member);
        },
        stateChanged: (member) => {
          this.#seats.stateChanged(member);
        },
        lost: (member) => {
          this.#lose(place, member);
        },
      },
      this.#tell,
    );
  }

  #lose(place: Place, member: VoiceMember | undefined): void {
    if (this.#waiting.place === place) {
      this.#waiting.close();
    }
    if (this.#live === place) {
      this.#live = undefined;
    }
    if (member !== undefined) {
      this.#seats.lost(this, member);
    }
    if (!this.#seats.frozen) {
      this.#tell('voiceEnded', { peerId: place.peer.id, reason: 'media_failed', rejoin: member !== undefined });
    }
  }

  async #change({ room, peer }: Place, change: Partial<VoiceState>): Promise<void> {
    const settled = room.setState(peer, change);
    const member = peer.describe();
    if (member !== undefined) {
      this.#seats.stateChanged(member);
    }
    await settled;
  }

  #leaveLive(reason: LeaveReason): void {
    const place = this.#live;
    this.#live = undefined;
    const member = place?.peer.describe();
    place?.drop();
    if (member !== undefined) {
      this.#seats.left(this, member, reason);
    }
  }

  /** @throws AppError `not_found`, `forbidden`, `channel_full`, `already_in_voice`, `in_call_elsewhere`, `disconnected` */
  #requireJoinable({ channelId, moveHere, replaces }: RequestData<'joinVoice'>): void {
    this.#requireOpen();
    const channel = this.#seats.requireChannel(this.#member, 'connect', channelId);
    this.#requireNotIn(channelId, replaces);
    const holder = this.#seats.holderOf(this.#member.id);
    if (holder !== undefined && holder !== this && !holder.parked && !moveHere) {
      throw new AppError('in_call_elsewhere', 'another device of this member is in a call');
    }
    this.#requireRoom(channel);
  }

  #requireRoom(channel: VoiceChannel): void {
    if (!this.#seats.hasRoom(channel, this.#member.id)) {
      throw new AppError('channel_full', 'no place is free');
    }
  }

  /** A second pair of transports never takes the place of the first unasked (S13). */
  #requireNotIn(channelId: ChannelId, replaces: PeerId | undefined): void {
    if (this.#live?.room.channelId === channelId && this.#live.peer.id !== replaces) {
      throw new AppError('already_in_voice', 'this connection has a peer in this channel');
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
