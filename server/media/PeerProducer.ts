import type { types } from 'mediasoup';
import type { MicrophoneTrace } from '../../common/trace.ts';
import type { ConsumerOffer } from '../../common/voice.ts';
import type { MemberId, ProducerId } from '../../common/ids.ts';
import type { ProducerSource } from '../../common/media.ts';
import { headerExtensionIdOf } from './engine.ts';
import { Flow } from './Flow.ts';
import type { Consumable } from './Consumable.ts';
import { producerIdOf } from './wire.ts';

/** Whose media it is: told with every offer. */
export interface PeerOwner {
  readonly memberId: MemberId;
  /** As it is now. */
  readonly name: string;
}

/** One source that a peer sends. Flows unless its peer paused it or, for the microphone, is muted. */
export class PeerProducer implements Consumable {
  readonly id: ProducerId;
  readonly source: ProducerSource;
  readonly producer: types.Producer;
  readonly #owner: PeerOwner;
  readonly #flow: Flow;
  #paused: boolean;
  #muted: boolean;

  constructor(producer: types.Producer, source: ProducerSource, owner: PeerOwner, paused: boolean, muted: boolean) {
    this.id = producerIdOf(producer);
    this.producer = producer;
    this.source = source;
    this.#owner = owner;
    this.#paused = paused;
    this.#muted = muted && source === 'microphone';
    this.#flow = new Flow(producer, !producer.paused);
  }

  get from(): ConsumerOffer['from'] {
    return { kind: 'member', memberId: this.#owner.memberId, name: this.#owner.name };
  }

  /** Whether its packets say how loud they are (RFC 6464). */
  get tellsLevel(): boolean {
    return headerExtensionIdOf(this.producer, 'urn:ietf:params:rtp-hdrext:ssrc-audio-level') !== undefined;
  }

  usesSsrc(ssrc: number): boolean {
    const { encodings = [] } = this.producer.rtpParameters;
    return encodings.some((encoding) => encoding.ssrc === ssrc || encoding.rtx?.ssrc === ssrc);
  }

  get closed(): boolean {
    return this.producer.closed;
  }

  async setPaused(paused: boolean): Promise<void> {
    this.#paused = paused;
    await this.settle();
  }

  /** Mute concerns the microphone only: other sources stay as they are. */
  async setMuted(muted: boolean): Promise<void> {
    this.#muted = muted && this.source === 'microphone';
    await this.settle();
  }

  /** Brings the producer to the state wanted; needed once after it was made, because mute may have changed meanwhile. */
  async settle(): Promise<void> {
    await this.#flow.set(!this.#paused && !this.#muted);
  }

  /** What arrived of it; null when it closed under the question. */
  async measure(): Promise<MicrophoneTrace['microphone']> {
    try {
      const streams = await this.producer.getStats();
      const packets = streams.reduce((sum, { packetCount }) => sum + packetCount, 0);
      return {
        paused: this.producer.paused,
        packets,
        score: packets === 0 ? null : Math.min(...streams.map(({ score }) => score)),
      };
    } catch (fault) {
      if (this.closed) {
        return null;
      }
      throw fault;
    }
  }

  close(): void {
    this.producer.close();
  }
}
