import type { types } from 'mediasoup';
import type { Emitter } from '../../common/emitter.ts';
import type { ConsumerId, ProducerId } from '../../common/ids.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import type { RtpCapabilities } from '../../common/media.ts';
import type { Hearing } from '../../common/trace.ts';
import type { ConsumerOffer } from '../../common/voice.ts';
import type { Consumable } from './Consumable.ts';
import { canConsume, consume } from './engine.ts';
import { OfferBatch, type ConsumerEvents } from './OfferBatch.ts';
import { PeerConsumer, type Conditions } from './PeerConsumer.ts';

/** What a peer receives: a consumer for everything it is offered and can decode. They go with their transport. */
export class PeerConsumers implements Closable {
  readonly #router: types.Router;
  readonly #transport: types.WebRtcTransport;
  readonly #rtpCapabilities: RtpCapabilities;
  readonly #log: Log;
  readonly #consumers = new Map<ConsumerId, PeerConsumer>();
  readonly #batch: OfferBatch<ConsumerEvents>;
  #live = false;
  #deafened = false;
  /** The place of the floor that carries this peer itself. */
  #ownPlace: number | undefined;
  #closed = false;

  /** @param transport the peer's receiving one, which stays the peer's */
  constructor(
    router: types.Router,
    transport: types.WebRtcTransport,
    rtpCapabilities: RtpCapabilities,
    events: Emitter<ConsumerEvents>,
    log: Log,
  ) {
    this.#router = router;
    this.#transport = transport;
    this.#rtpCapabilities = rtpCapabilities;
    this.#batch = new OfferBatch(events);
    this.#log = log;
  }

  get all(): PeerConsumer[] {
    return [...this.#consumers.values()];
  }

  get size(): number {
    return this.#consumers.size;
  }

  /** All of them; what changes from here on comes as events. */
  takeOffers(): ConsumerOffer[] {
    this.#batch.begin();
    return [...this.#consumers.values()].map(({ offer }) => offer);
  }

  /** Nobody listens any more; until `takeOffers` nothing is told. */
  hush(): void {
    this.#batch.close();
  }

  find(id: ConsumerId): PeerConsumer | undefined {
    return this.#consumers.get(id);
  }

  /** Whether it receives this, and wants it now. */
  wants(producerId: ProducerId): boolean {
    return this.all.some(({ offer, wanted }) => offer.producerId === producerId && wanted);
  }

  /** How it hears something that comes by one of these, or by any of them: by the worst of its consumers. */
  hearing(carriers: ReadonlySet<ProducerId>): Hearing {
    const each = this.all.filter(({ offer }) => carriers.has(offer.producerId)).map((consumer) => consumer.hearing);
    return each.length === 0 ? 'missing' : (each.find((one) => one !== 'flows') ?? 'flows');
  }

  /** Makes a paused consumer, if the peer can decode it and both ends still stand. Never rejects. */
  async add(from: Consumable): Promise<void> {
    if (this.#impossible(from) || !canConsume(this.#router, from.producer, this.#rtpCapabilities)) {
      return;
    }
    let made: types.Consumer;
    try {
      made = await consume(this.#transport, from.producer, from.source, this.#rtpCapabilities);
    } catch (fault) {
      // The worker is asked while either end may close: then there is nothing to consume, and nothing to report.
      if (!this.#impossible(from)) {
        this.#log.error('a consumer could not be made', fault, { producerId: from.id });
      }
      return;
    }
    if (made.closed || this.#impossible(from)) {
      made.close();
      return;
    }
    this.#adopt(made, from);
  }

  /**
   * The acknowledgement that these are set up at the peer's end: they flow when it is live.
   * @returns how many of them are there; others may have closed on the way
   */
  async resume(ids: readonly ConsumerId[]): Promise<number> {
    const known = ids.map((id) => this.#consumers.get(id)).filter((consumer) => consumer !== undefined);
    await Promise.all(known.map(async (consumer) => consumer.change({ ready: true, paused: false })));
    return known.length;
  }

  async setLive(deafened: boolean): Promise<void> {
    this.#live = true;
    this.#deafened = deafened;
    await this.#changeAll({ live: true, deafened });
  }

  async setDeafened(deafened: boolean): Promise<void> {
    this.#deafened = deafened;
    await this.#changeAll({ deafened });
  }

  /** The worker takes this before anything that is sent to it later. */
  setOwnPlace(place: number | undefined): void {
    this.#ownPlace = place;
    for (const consumer of this.#consumers.values()) {
      // What may fail is the worker's end, which ends the peer too.
      consumer.change({ own: this.#isOwn(consumer.offer.from) }).catch((fault: unknown) => {
        this.#log.error('a place of the floor could not be changed', fault);
      });
    }
  }

  close(): void {
    this.#closed = true;
    this.#batch.close();
  }

  // A method, because the compiler takes properties for unchanged over an await.
  #impossible(from: Consumable): boolean {
    return this.#closed || from.closed;
  }

  #isOwn(from: ConsumerOffer['from']): boolean {
    return from.kind === 'floor' && from.place === this.#ownPlace;
  }

  async #changeAll(conditions: Partial<Conditions>): Promise<void> {
    await Promise.all([...this.#consumers.values()].map(async (consumer) => consumer.change(conditions)));
  }

  #adopt(made: types.Consumer, from: Consumable): void {
    const consumer = new PeerConsumer(made, from, {
      live: this.#live,
      deafened: this.#deafened,
      own: this.#isOwn(from.from),
    });
    this.#consumers.set(consumer.id, consumer);
    made.observer.once('close', () => {
      this.#consumers.delete(consumer.id);
      if (!this.#closed) {
        this.#batch.closed(consumer.id);
      }
    });
    // A microphone pauses with its owner's mute, which everyone is told anyway.
    if (from.source !== 'microphone') {
      made.on('producerpause', () => {
        this.#batch.paused(consumer.id, true);
      });
      made.on('producerresume', () => {
        this.#batch.paused(consumer.id, false);
      });
    }
    this.#batch.offered(consumer.offer);
  }
}
