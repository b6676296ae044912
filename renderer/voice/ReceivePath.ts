import type { Device } from 'mediasoup-client';
import type { Consumer, Transport } from 'mediasoup-client/types';
import { AppError } from '../../common/errors.ts';
import type { ConsumerId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { TransportParameters } from '../../common/media.ts';
import type { ConsumerOffer, Floor } from '../../common/voice.ts';
import type { Certificate } from './certificate.ts';
import type { Mixer } from './Mixer.ts';
import { persist } from './persist.ts';
import { RemoteAudio } from './RemoteAudio.ts';
import { receivedOnWish, RemoteVideos, type VideoPorts } from './video/RemoteVideos.ts';

/** The receiving transport of one peer and the sound that arrives by it. */
export class ReceivePath implements Closable {
  readonly transport: Transport;
  /** What is received only while it is wanted: pictures, and the sound of screens. */
  readonly videos: RemoteVideos;
  readonly #lifetime = new Lifetime();
  readonly #audios = new Map<ConsumerId, RemoteAudio>();
  /** Those set up and those on the way: an offer may be told twice, and may end before it is set up. */
  readonly #offered = new Set<ConsumerId>();
  /** Set up here, but the server may not know: its answer was lost with the connection. */
  readonly #unacknowledged = new Set<ConsumerId>();
  readonly #mixer: Mixer;
  readonly #acknowledge: (consumerIds: ConsumerId[]) => Promise<unknown>;
  #floor: Floor = [];

  constructor(
    device: Device,
    certificate: Certificate,
    parameters: TransportParameters,
    mixer: Mixer,
    acknowledge: (consumerIds: ConsumerId[]) => Promise<unknown>,
    video: Omit<VideoPorts, 'transport' | 'play'>,
  ) {
    this.#mixer = mixer;
    this.#acknowledge = acknowledge;
    this.transport = this.#lifetime.own(
      device.createRecvTransport({
        ...parameters,
        additionalSettings: { certificates: [certificate.certificate] },
      }),
    );
    // The server connected its end in the join already: it knows our fingerprints from there.
    this.transport.on('connect', (_parameters, done) => {
      done();
    });
    this.videos = this.#lifetime.own(
      new RemoteVideos({
        ...video,
        transport: this.transport,
        play: (consumer, offer) => {
          this.#play(consumer, offer);
        },
      }),
    );
    this.#lifetime.add(() => {
      for (const audio of this.#audios.values()) {
        audio.close();
      }
      this.#audios.clear();
      this.#offered.clear();
      this.#unacknowledged.clear();
    });
  }

  /** Everybody's sound, by the consumer that carries it; whose it is may change where it is a place of the floor. */
  get audios(): ReadonlyMap<ConsumerId, RemoteAudio> {
    return this.#audios;
  }

  /** Who has which place of the floor, now and for consumers to come. */
  setFloor(floor: Floor): void {
    this.#floor = floor;
    for (const audio of this.#audios.values()) {
      audio.setFloor(floor);
    }
  }

  /**
   * Brings everything to what the server has after a lost connection: drops what is gone, adds what is new, and
   * acknowledges again what it may not know to be here.
   * @throws AppError as `add`
   */
  async reconcile(offers: readonly ConsumerOffer[]): Promise<void> {
    const there = new Set(offers.map(({ consumerId }) => consumerId));
    this.remove([...this.#offered].filter((id) => !there.has(id)));
    this.videos.reconcile(offers.filter(receivedOnWish));
    const unknown = [...this.#unacknowledged];
    await Promise.all([this.add(offers), unknown.length === 0 ? undefined : this.#tell(unknown)]);
  }

  /**
   * Sets the offered consumers up in one negotiation and acknowledges them, after which they flow.
   * @throws AppError `media_unsupported`, or why the acknowledgement failed
   */
  async add(offers: readonly ConsumerOffer[]): Promise<void> {
    this.videos.add(offers.filter(receivedOnWish));
    const audio = offers.filter((offer) => !receivedOnWish(offer) && !this.#offered.has(offer.consumerId));
    if (audio.length === 0) {
      return;
    }
    for (const { consumerId } of audio) {
      this.#offered.add(consumerId);
    }
    const opened = await Promise.allSettled(audio.map((offer) => this.#open(offer)));
    const ready = opened
      .map((result) => (result.status === 'fulfilled' ? result.value : undefined))
      .filter((id) => id !== undefined);
    if (ready.length > 0 && !this.#lifetime.ended) {
      await this.#tell(ready);
    }
    // One that failed is told, after the others are heard.
    const failed = opened.find((result) => result.status === 'rejected');
    if (failed !== undefined) {
      throw AppError.from(failed.reason);
    }
  }

  remove(consumerIds: readonly ConsumerId[]): void {
    this.videos.remove(consumerIds);
    for (const id of consumerIds) {
      this.#offered.delete(id);
      this.#unacknowledged.delete(id);
      this.#audios.get(id)?.close();
      this.#audios.delete(id);
    }
  }

  close(): void {
    this.#lifetime.end();
  }

  async #open(offer: ConsumerOffer): Promise<ConsumerId | undefined> {
    const { consumerId, producerId, kind, rtpParameters } = offer;
    const consumer = await this.transport
      // One stream per person: Chromium would hold tracks of one stream back to play them in step.
      .consume({ id: consumerId, producerId, kind, rtpParameters, streamId: producerId })
      .catch((cause: unknown) => {
        this.#offered.delete(consumerId); // offered again, it is tried again
        throw new AppError('media_unsupported', 'a consumer could not be set up', { cause });
      });
    if (!this.#offered.has(consumerId)) {
      consumer.close();
      return undefined;
    }
    this.#play(consumer, offer);
    this.#unacknowledged.add(consumerId);
    return consumerId;
  }

  #play(consumer: Consumer, offer: ConsumerOffer): void {
    const audio = RemoteAudio.open(consumer, offer, this.#mixer);
    audio.setFloor(this.#floor);
    this.#audios.set(offer.consumerId, audio);
  }

  async #tell(consumerIds: ConsumerId[]): Promise<void> {
    await persist(
      async () => this.#acknowledge(consumerIds),
      () => !this.#lifetime.ended,
    );
    for (const id of consumerIds) {
      this.#unacknowledged.delete(id);
    }
  }
}
