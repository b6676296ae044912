import type { Device } from 'mediasoup-client';
import type { Transport } from 'mediasoup-client/types';
import { AppError } from '../../common/errors.ts';
import type { ConsumerId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { TransportParameters } from '../../common/media.ts';
import type { ConsumerOffer } from '../../common/voice.ts';
import type { Certificate } from './certificate.ts';
import type { Mixer } from './Mixer.ts';
import { RemoteAudio } from './RemoteAudio.ts';

/** The receiving transport of one peer and the sound that arrives by it. */
export class ReceivePath implements Closable {
  readonly transport: Transport;
  readonly #lifetime = new Lifetime();
  readonly #audios = new Map<ConsumerId, RemoteAudio>();
  /** Those set up and those on the way: an offer may be told twice, and may end before it is set up. */
  readonly #offered = new Set<ConsumerId>();
  readonly #mixer: Mixer;
  readonly #acknowledge: (consumerIds: ConsumerId[]) => Promise<unknown>;

  constructor(
    device: Device,
    certificate: Certificate,
    parameters: TransportParameters,
    mixer: Mixer,
    acknowledge: (consumerIds: ConsumerId[]) => Promise<unknown>,
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
    this.#lifetime.add(() => {
      for (const audio of this.#audios.values()) {
        audio.close();
      }
      this.#audios.clear();
      this.#offered.clear();
    });
  }

  get consumerCount(): number {
    return this.#audios.size;
  }

  /**
   * Sets the offered consumers up in one negotiation and acknowledges them, after which they flow.
   * @throws AppError `media_unsupported`, or why the acknowledgement failed
   */
  async add(offers: readonly ConsumerOffer[]): Promise<void> {
    const audio = offers.filter((offer) => offer.kind === 'audio' && !this.#offered.has(offer.consumerId));
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
      await this.#acknowledge(ready);
    }
    // One that failed is told, after the others are heard.
    const failed = opened.find((result) => result.status === 'rejected');
    if (failed !== undefined) {
      throw AppError.from(failed.reason);
    }
  }

  remove(consumerIds: readonly ConsumerId[]): void {
    for (const id of consumerIds) {
      this.#offered.delete(id);
      this.#audios.get(id)?.close();
      this.#audios.delete(id);
    }
  }

  close(): void {
    this.#lifetime.end();
  }

  async #open(offer: ConsumerOffer): Promise<ConsumerId | undefined> {
    const { consumerId, producerId, kind, rtpParameters, from } = offer;
    const consumer = await this.transport
      // One stream per person: Chromium would hold tracks of one stream back to play them in step.
      .consume({ id: consumerId, producerId, kind, rtpParameters, streamId: producerId })
      .catch((cause: unknown) => {
        throw new AppError('media_unsupported', 'a consumer could not be set up', { cause });
      });
    if (!this.#offered.has(consumerId)) {
      consumer.close();
      return undefined;
    }
    this.#audios.set(
      consumerId,
      RemoteAudio.open(consumer, consumerId, from.kind === 'member' ? from.memberId : undefined, this.#mixer),
    );
    return consumerId;
  }
}
