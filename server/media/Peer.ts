import { randomUUID } from 'node:crypto';
import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId, ConsumerId, PeerId, ProducerId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import {
  KIND_OF_SOURCE,
  type DtlsFingerprint,
  type IceParameters,
  type MediaKind,
  type ProducerSource,
  type RtpCapabilities,
  type RtpParameters,
  type TransportDirection,
} from '../../common/media.ts';
import type { VoiceMember } from '../../common/community.ts';
import type { VoiceSetup } from '../../common/voice.ts';
import type { types } from 'mediasoup';
import { canConsume, consume, openTransport, produce } from './engine.ts';
import { OfferBatch, type ConsumerEvents } from './OfferBatch.ts';
import { PeerConsumer } from './PeerConsumer.ts';
import { PeerProducer, type PeerOwner } from './PeerProducer.ts';
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
}

export interface PeerEvents extends ConsumerEvents {
  /** A new producer stands; the room offers it to the others. */
  produced: { producer: PeerProducer };
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
 * A member's media in one room: a send and a receive transport, its producers by source, and a consumer for every
 * producer of the others that it can decode. Owns all of them: `close()` leaves nothing, here or in the worker.
 */
export class Peer implements Closable {
  readonly id = peerIdOf(randomUUID());
  readonly channelId: ChannelId;
  readonly owner: PeerOwner;
  readonly events = new Emitter<PeerEvents>();
  readonly #log: Log;
  readonly #life = new Lifetime();
  readonly #router: types.Router;
  readonly #send: types.WebRtcTransport;
  readonly #receive: types.WebRtcTransport;
  readonly #rtpCapabilities: RtpCapabilities;
  /** A source is reserved before the worker is asked: of two racing requests one finds it taken (S4). */
  readonly #producers = new Map<ProducerSource, PeerProducer | 'reserved'>();
  readonly #consumers = new Map<ConsumerId, PeerConsumer>();
  readonly #batch = new OfferBatch(this.events);
  #phase: Phase = { kind: 'waiting' };
  #state: VoiceState = { muted: false, deafened: false };
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
    this.#rtpCapabilities = setup.rtpCapabilities;
    this.#router = router;
    this.#send = send;
    this.#receive = receive;
    this.#log = log;
    this.#life.add(() => {
      this.events.clear();
    });
    this.#life.add(() => {
      send.close();
      receive.close();
    });
    this.#life.own(this.#batch);
  }

  /** Makes both transports and connects them at once. @throws whatever the worker answers */
  static async open(
    channelId: ChannelId,
    setup: PeerSetup,
    router: types.Router,
    webRtcServer: types.WebRtcServer,
    log: Log,
  ): Promise<Peer> {
    const opened = await Promise.allSettled([
      openTransport(router, webRtcServer, setup.sendFingerprints),
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

  get live(): boolean {
    return this.#phase.kind === 'live';
  }

  get ended(): boolean {
    return this.#phase.kind === 'ended';
  }

  get producers(): PeerProducer[] {
    return [...this.#producers.values()].filter((slot) => slot !== 'reserved');
  }

  get consumerCount(): number {
    return this.#consumers.size;
  }

  get muted(): boolean {
    return this.#state.muted;
  }

  /** The peer as everyone on the server sees it; undefined while it only waits. */
  describe(): VoiceMember | undefined {
    return this.#phase.kind !== 'live'
      ? undefined
      : {
          memberId: this.owner.memberId,
          channelId: this.channelId,
          muted: this.#state.muted,
          deafened: this.#state.deafened,
          serverMuted: false,
          speaking: this.#speaking,
          sinceMs: this.#phase.sinceMs,
        };
  }

  /** Everything the peer needs to make its end. What changes from here on comes as events. */
  takeSetup(present: VoiceMember[]): VoiceSetup {
    this.#batch.begin();
    return {
      peerId: this.id,
      channelId: this.channelId,
      sendTransport: transportToWire(this.#send),
      receiveTransport: transportToWire(this.#receive),
      consumers: [...this.#consumers.values()].map(({ offer }) => offer),
      floor: [],
      present,
    };
  }

  /** From waiting to live, in one step; consumers acknowledged while waiting flow when this settles. */
  async admit(state: VoiceState): Promise<void> {
    if (this.#phase.kind !== 'waiting') {
      return;
    }
    this.#phase = { kind: 'live', sinceMs: Date.now() };
    this.#state = state;
    await this.#changeConsumers([...this.#consumers.values()], { live: true, deafened: state.deafened });
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
    if (KIND_OF_SOURCE[source] !== kind) {
      throw new AppError('source_kind_mismatch', `a ${source} is not ${kind}`);
    }
    this.#requireLive();
    if (this.#producers.has(source)) {
      throw new AppError('producer_exists', `there is a ${source} already`);
    }
    this.#producers.set(source, 'reserved');
    try {
      const muted = source === 'microphone' && this.#state.muted;
      const made = await produce(this.#send, kind, rtpParameters, paused || muted);
      const producer = new PeerProducer(made, source, this.owner, paused, this.#state.muted);
      this.#requireLive();
      made.observer.once('close', () => {
        this.#producers.delete(source);
      });
      // In one step: who comes before it is offered it, who comes after it finds it.
      this.#producers.set(source, producer);
      this.events.emit('produced', { producer });
      await producer.settle();
      return producer;
    } finally {
      if (this.#producers.get(source) === 'reserved') {
        this.#producers.delete(source);
      }
    }
  }

  /** @throws AppError `producer_not_found` */
  requireProducer(id: ProducerId): PeerProducer {
    const producer = this.producers.find((candidate) => candidate.id === id);
    if (producer === undefined) {
      throw new AppError('producer_not_found', 'no such producer of this peer');
    }
    return producer;
  }

  /** Makes a paused consumer of another peer's producer, if this peer can decode it and both still stand. */
  async consume(from: PeerProducer): Promise<void> {
    if (this.#cannotConsume(from) || !canConsume(this.#router, from.producer, this.#rtpCapabilities)) {
      return;
    }
    let made: types.Consumer;
    try {
      made = await consume(this.#receive, from.producer, this.#rtpCapabilities);
    } catch (fault) {
      // The worker is asked while either end may close: then there is nothing to consume, and nothing to report.
      if (!this.#cannotConsume(from)) {
        this.#log.error('a consumer could not be made', fault, { peerId: this.id, producerId: from.id });
      }
      return;
    }
    if (made.closed || this.#cannotConsume(from)) {
      made.close();
      return;
    }
    this.#adopt(new PeerConsumer(made, from, this.live, this.#state.deafened));
  }

  /**
   * The acknowledgement that these consumers are set up at the peer's end: they flow when it is live.
   * @returns how many of them are there; others may have closed on the way
   */
  async resumeConsumers(ids: readonly ConsumerId[]): Promise<number> {
    const known = ids.map((id) => this.#consumers.get(id)).filter((consumer) => consumer !== undefined);
    await this.#changeConsumers(known, { ready: true, paused: false });
    return known.length;
  }

  consumer(id: ConsumerId): PeerConsumer | undefined {
    return this.#consumers.get(id);
  }

  /** Takes effect on the media itself: a muted microphone is not forwarded, a deafened peer receives no audio. */
  async setState(state: VoiceState): Promise<void> {
    this.#state = state;
    if (state.muted) {
      this.#speaking = false;
    }
    await Promise.all([
      ...this.producers.map(async (producer) => producer.setMuted(state.muted)),
      this.#changeConsumers([...this.#consumers.values()], { deafened: state.deafened }),
    ]);
  }

  /** @returns whether that is news; a muted peer never speaks */
  setSpeaking(speaking: boolean): boolean {
    const changed = this.#speaking !== (speaking && !this.#state.muted);
    this.#speaking = speaking && !this.#state.muted;
    return changed;
  }

  async restartIce(direction: TransportDirection): Promise<IceParameters> {
    return (direction === 'send' ? this.#send : this.#receive).restartIce();
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

  // A method, because the compiler takes properties for unchanged over an await.
  #cannotConsume(from: PeerProducer): boolean {
    return this.ended || from.closed;
  }

  #adopt(consumer: PeerConsumer): void {
    this.#consumers.set(consumer.id, consumer);
    consumer.consumer.observer.once('close', () => {
      this.#consumers.delete(consumer.id);
      if (!this.ended) {
        this.#batch.closed(consumer.id);
      }
    });
    // A microphone pauses with its owner's mute, which everyone is told anyway.
    if (consumer.offer.source !== 'microphone') {
      consumer.consumer.on('producerpause', () => {
        this.#batch.paused(consumer.id, true);
      });
      consumer.consumer.on('producerresume', () => {
        this.#batch.paused(consumer.id, false);
      });
    }
    this.#batch.offered(consumer.offer);
  }

  async #changeConsumers(
    consumers: readonly PeerConsumer[],
    conditions: Parameters<PeerConsumer['change']>[0],
  ): Promise<void> {
    await Promise.all(consumers.map(async (consumer) => consumer.change(conditions)));
  }

  #requireLive(): void {
    if (this.#phase.kind !== 'live') {
      throw new AppError('not_in_voice', 'the peer is not in the channel');
    }
  }
}
