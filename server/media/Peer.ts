import { randomUUID } from 'node:crypto';
import type { types } from 'mediasoup';
import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { IngestAnswer, IngestEnd, IngestWish } from '../../common/ingest.ts';
import type { ChannelId, ConsumerId, MemberId, PeerId, ProducerId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import type {
  DtlsFingerprint,
  IceParameters,
  MediaKind,
  ProducerSource,
  RtpCapabilities,
  RtpParameters,
  TransportDirection,
} from '../../common/media.ts';
import type { VoiceMember } from '../../common/community.ts';
import type { ServerQuality } from '../../common/quality.ts';
import type { Hearing } from '../../common/trace.ts';
import type { VoiceSetup } from '../../common/voice.ts';
import type { Consumable } from './Consumable.ts';
import { openTransport, produce } from './engine.ts';
import type { IngestGround } from './Ingest.ts';
import type { ConsumerEvents } from './OfferBatch.ts';
import type { PeerConsumer } from './PeerConsumer.ts';
import { PeerConsumers } from './PeerConsumers.ts';
import { PeerIngest } from './PeerIngest.ts';
import type { PeerOwner, PeerProducer } from './PeerProducer.ts';
import { PeerProducers } from './PeerProducers.ts';
import { TransportMeter } from './quality.ts';
import { transportToWire } from './wire.ts';

/** What the joiner brings: its capabilities and the fingerprints of the certificates of its two transports. */
export interface PeerSetup {
  readonly owner: PeerOwner;
  readonly rtpCapabilities: RtpCapabilities;
  readonly sendFingerprints: readonly DtlsFingerprint[];
  readonly receiveFingerprints: readonly DtlsFingerprint[];
}

export interface VoiceState {
  readonly muted: boolean;
  readonly deafened: boolean;
  /** By a moderator. */
  readonly serverMuted: boolean;
  /** Heard above the others, and whoever else speaks. */
  readonly priority: boolean;
  /** Its connection, as it was found lately. */
  readonly poor: boolean;
}

export interface PeerEvents extends ConsumerEvents {
  /** A new producer stands; the room offers it to the others. */
  produced: { producer: PeerProducer };
  /** `describe` says whether it speaks now. */
  speakingChanged: object;
  /** So for its camera and its screen. */
  videoChanged: object;
  /** Its ingest ended by itself. */
  ingestEnded: { producerId: ProducerId; reason: IngestEnd };
  /** Who watches its screen. */
  viewersChanged: { memberIds: MemberId[] };
  /** The worker died under the peer; who it was, if it was live. */
  lost: { member: VoiceMember | undefined };
}

/** `waiting` is prepared and seen by nobody; `live` is in the channel. */
type Phase =
  { readonly kind: 'waiting' } | { readonly kind: 'live'; readonly sinceMs: number } | { readonly kind: 'ended' };

const peerIdOf = (uuid: string): PeerId =>
  // A fresh UUID is an id by construction.
  uuid as PeerId;

/**
 * A member's media in one room: a send and a receive transport, its producers by source, and a consumer of everything
 * it may hear or see. Owns all of them: `close()` leaves nothing, here or in the worker.
 */
export class Peer implements Closable {
  readonly id = peerIdOf(randomUUID());
  readonly channelId: ChannelId;
  readonly owner: PeerOwner;
  readonly events = new Emitter<PeerEvents>();
  readonly #life = new Lifetime();
  readonly #send: types.WebRtcTransport;
  readonly #receive: types.WebRtcTransport;
  readonly #producers: PeerProducers;
  readonly #ingest: PeerIngest;
  readonly #consumers: PeerConsumers;
  readonly #meter: TransportMeter;
  #phase: Phase = { kind: 'waiting' };
  #state: VoiceState = { muted: false, deafened: false, serverMuted: false, priority: false, poor: false };
  #speaking = false;

  private constructor(
    channelId: ChannelId,
    setup: PeerSetup,
    router: types.Router,
    send: types.WebRtcTransport,
    receive: types.WebRtcTransport,
    log: Log,
  ) {
    this.channelId = channelId;
    this.owner = setup.owner;
    this.#send = send;
    this.#receive = receive;
    this.#meter = new TransportMeter(send, receive);
    this.#life.add(() => {
      this.events.clear();
    });
    this.#life.add(() => {
      send.close();
      receive.close();
    });
    this.#producers = new PeerProducers(setup.owner, () => {
      this.events.emit('videoChanged', {});
    });
    this.#ingest = this.#life.own(new PeerIngest(this.#producers));
    // The events of consumers are among the peer's own: the emitter only has to take more.
    this.#consumers = this.#life.own(new PeerConsumers(router, receive, setup.rtpCapabilities, this.events, log));
  }

  /**
   * Makes both transports and connects them at once.
   * @param maxSendBps what it may send in all, bit/s
   * @throws whatever the worker answers
   */
  static async open(
    channelId: ChannelId,
    setup: PeerSetup,
    router: types.Router,
    webRtcServer: types.WebRtcServer,
    maxSendBps: number,
    log: Log,
  ): Promise<Peer> {
    const opened = await Promise.allSettled([
      openTransport(router, webRtcServer, setup.sendFingerprints, maxSendBps),
      openTransport(router, webRtcServer, setup.receiveFingerprints),
    ]);
    const [send, receive] = opened;
    if (send.status === 'fulfilled' && receive.status === 'fulfilled') {
      return new Peer(channelId, setup, router, send.value, receive.value, log);
    }
    for (const result of opened) {
      if (result.status === 'fulfilled') {
        result.value.close();
      }
    }
    throw new AppError('media_unavailable', 'the transports could not be made', {
      cause: opened.find((result) => result.status === 'rejected')?.reason,
    });
  }

  get memberId(): MemberId {
    return this.owner.memberId;
  }

  get live(): boolean {
    return this.#phase.kind === 'live';
  }

  get ended(): boolean {
    return this.#phase.kind === 'ended';
  }

  get producers(): PeerProducer[] {
    return this.#producers.all;
  }

  get consumerCount(): number {
    return this.#consumers.size;
  }

  get priority(): boolean {
    return this.#state.priority;
  }

  /** Both mute it alike; only who may undo it differs. */
  get silenced(): boolean {
    return this.#state.muted || this.#state.serverMuted;
  }

  /** Whether what it says of its speaking can be checked: there is no microphone, or one that tells how loud it is. */
  get audible(): boolean {
    return this.producers.every(({ source, tellsLevel }) => source !== 'microphone' || tellsLevel);
  }

  /** The peer as everyone on the server sees it; undefined while it only waits. */
  describe(): VoiceMember | undefined {
    return this.#phase.kind !== 'live'
      ? undefined
      : {
          memberId: this.memberId,
          channelId: this.channelId,
          ...this.#state,
          speaking: this.#speaking,
          camera: this.#producers.sends('camera'),
          screen: this.#producers.sends('screen'),
          sinceMs: this.#phase.sinceMs,
        };
  }

  /** Everything the peer needs to make its end. What changes from here on comes as events. */
  takeSetup({ present, floor }: Pick<VoiceSetup, 'present' | 'floor'>): VoiceSetup {
    return {
      peerId: this.id,
      channelId: this.channelId,
      sendTransport: transportToWire(this.#send),
      receiveTransport: transportToWire(this.#receive),
      consumers: this.#consumers.takeOffers(),
      floor,
      present,
    };
  }

  /** Nobody listens to its events for now; the next `takeSetup` tells everything anew. */
  hush(): void {
    this.#consumers.hush();
  }

  /** From waiting to live, in one step; consumers acknowledged while waiting flow when this settles. */
  async admit(state: VoiceState, sinceMs: number): Promise<void> {
    if (this.#phase.kind !== 'waiting') {
      return;
    }
    this.#phase = { kind: 'live', sinceMs };
    this.#state = state;
    await Promise.all([this.#producers.setMuted(this.silenced), this.#consumers.setLive(state.deafened)]);
  }

  /**
   * Makes a producer of this source.
   * @throws AppError `source_kind_mismatch`, `producer_exists`, `invalid` for parameters that no router takes,
   *   `not_in_voice` when the peer only waits or ended meanwhile
   */
  async produce(
    source: ProducerSource,
    kind: MediaKind,
    rtpParameters: RtpParameters,
    paused: boolean,
  ): Promise<PeerProducer> {
    const make = async (silent: boolean): Promise<types.Producer> => produce(this.#send, kind, rtpParameters, silent);
    return this.#producers.make({ source, kind, paused, make }, this.#stillWanted, this.#produced);
  }

  /**
   * Opens its ingest, by which its screen comes from an encoder of its own.
   * @param maxBitrateBps what may come in, beside what its transports may
   * @throws AppError `producer_exists`, `not_in_voice`, `invalid`, `media_unavailable`
   */
  async openIngest(wish: IngestWish, maxBitrateBps: number, ground: IngestGround): Promise<IngestAnswer> {
    return this.#ingest.open(wish, maxBitrateBps, ground, {
      stillWanted: this.#stillWanted,
      produced: this.#produced,
      ended: ({ id }, reason) => {
        this.events.emit('ingestEnded', { producerId: id, reason });
      },
    });
  }

  /** @throws AppError `not_found` when there is none */
  closeIngest(): void {
    if (!this.#ingest.end()) {
      throw new AppError('not_found', 'no ingest is open');
    }
  }

  /** Ends what it sends of these sources, whichever way. @returns those of them that it sent */
  withdraw(sources: ReadonlySet<ProducerSource>): ProducerSource[] {
    const gone = this.producers.filter(({ source }) => sources.has(source));
    if (sources.has('screen')) {
      this.#ingest.end();
    }
    for (const producer of gone) {
      producer.close();
    }
    return gone.map(({ source }) => source);
  }

  /** @throws AppError `producer_not_found` */
  requireProducer(id: ProducerId): PeerProducer {
    return this.#producers.require(id);
  }

  /** Makes a paused consumer of what others send, if this peer can decode it and both still stand. */
  async consume(from: Consumable): Promise<void> {
    await this.#consumers.add(from);
  }

  /** @returns how many of these consumers are there; others may have closed on the way */
  async resumeConsumers(ids: readonly ConsumerId[]): Promise<number> {
    return this.#consumers.resume(ids);
  }

  consumer(id: ConsumerId): PeerConsumer | undefined {
    return this.#consumers.find(id);
  }

  /** Whether it watches, or hears, what this producer sends. */
  wants(producerId: ProducerId): boolean {
    return this.#consumers.wants(producerId);
  }

  /** How it hears a microphone that comes by any of these producers. */
  hearing(carriers: ReadonlySet<ProducerId>): Hearing {
    return this.#consumers.hearing(carriers);
  }

  /** The place of the floor that carries this peer, which it is not to hear. */
  setOwnPlace(place: number | undefined): void {
    this.#consumers.setOwnPlace(place);
  }

  /** Takes effect on the media itself: a muted microphone is not forwarded, a deafened peer receives no audio. */
  async setState(change: Partial<VoiceState>): Promise<void> {
    this.#state = { ...this.#state, ...change };
    if (this.silenced) {
      this.#speaking = false;
    }
    await Promise.all([this.#producers.setMuted(this.silenced), this.#consumers.setDeafened(this.#state.deafened)]);
  }

  /** A muted peer never speaks. */
  setSpeaking(speaking: boolean): void {
    const before = this.#speaking;
    this.#speaking = speaking && !this.silenced;
    if (this.#speaking !== before) {
      this.events.emit('speakingChanged', {});
    }
  }

  /** How well it goes, since the last look. @throws when something of it closes meanwhile */
  async measure(): Promise<ServerQuality> {
    return this.#meter.measure({
      producers: this.producers.map(({ producer }) => producer),
      consumers: this.#consumers.all.map(({ consumer }) => consumer),
    });
  }

  async restartIce(direction: TransportDirection): Promise<IceParameters> {
    return (direction === 'send' ? this.#send : this.#receive).restartIce();
  }

  /** What it may send in all, bit/s, from now on. */
  async limitSending(maxSendBps: number): Promise<void> {
    if (!this.ended) {
      await Promise.all([this.#send.setMaxIncomingBitrate(maxSendBps), this.#ingest.limit(maxSendBps)]);
    }
  }

  /** The worker died: tells so once, then ends. */
  lose(): void {
    if (!this.ended) {
      const member = this.describe();
      this.#phase = { kind: 'ended' };
      this.events.emit('lost', { member });
      this.#life.end();
    }
  }

  close(): void {
    this.#phase = { kind: 'ended' };
    this.#life.end();
  }

  readonly #stillWanted = (): void => {
    this.#requireLive();
  };

  readonly #produced = (producer: PeerProducer): void => {
    this.events.emit('produced', { producer });
  };

  #requireLive(): void {
    if (this.#phase.kind !== 'live') {
      throw new AppError('not_in_voice', 'the peer is not in the channel');
    }
  }
}
