import type { types } from 'mediasoup';
import { AppError } from '../../common/errors.ts';
import type { ConsumerId } from '../../common/ids.ts';
import type { Hearing } from '../../common/trace.ts';
import type { ConsumerOffer } from '../../common/voice.ts';
import { Flow } from './Flow.ts';
import type { Consumable } from './Consumable.ts';
import { consumerIdOf, parametersToWire } from './wire.ts';

/** Why a consumer does or does not flow; it flows when all of them allow it. */
export interface Conditions {
  /** The peer has set up its end. */
  ready: boolean;
  /** The peer is in the channel, not only waiting. */
  live: boolean;
  /** The peer does not want it now (a hidden video). */
  paused: boolean;
  /** The peer is deafened: audio only. */
  deafened: boolean;
  /** A place of the floor that carries the peer itself. */
  own: boolean;
}

/** One producer of another peer, as this peer receives it. */
export class PeerConsumer {
  readonly id: ConsumerId;
  readonly offer: ConsumerOffer;
  readonly consumer: types.Consumer;
  readonly #flow: Flow;
  readonly #conditions: Conditions;

  constructor(consumer: types.Consumer, from: Consumable, given: Pick<Conditions, 'live' | 'deafened' | 'own'>) {
    this.id = consumerIdOf(consumer);
    this.consumer = consumer;
    this.offer = {
      consumerId: this.id,
      producerId: from.id,
      kind: consumer.kind,
      source: from.source,
      rtpParameters: parametersToWire(consumer.rtpParameters),
      from: from.from,
    };
    this.#conditions = { ready: false, paused: false, ...given };
    this.#flow = new Flow(consumer, !consumer.paused);
  }

  /** The peer wants it now. */
  get wanted(): boolean {
    const { ready, live, paused } = this.#conditions;
    return ready && live && !paused;
  }

  /** Whether the peer hears it, or why not; the peer's own place of the floor is as good as any. */
  get hearing(): Hearing {
    const { ready, paused, deafened } = this.#conditions;
    if (deafened) {
      return 'deafened';
    }
    if (paused) {
      return 'refused';
    }
    return ready ? 'flows' : 'unready';
  }

  /**
   * @param layers which of a simulcast or SVC video the peer wants at most
   * @throws AppError `invalid` for a consumer without layers
   */
  async setPreferredLayers(layers: types.ConsumerLayers): Promise<void> {
    if (this.consumer.type !== 'simulcast' && this.consumer.type !== 'svc') {
      throw new AppError('invalid', 'this consumer has no layers');
    }
    await this.consumer.setPreferredLayers(layers);
  }

  async change(conditions: Partial<Conditions>): Promise<void> {
    Object.assign(this.#conditions, conditions);
    const { ready, live, paused, deafened, own } = this.#conditions;
    const audible = this.consumer.kind !== 'audio' || !deafened;
    await this.#flow.set(ready && live && !paused && !own && audible);
  }
}
