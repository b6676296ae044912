import type { types } from 'mediasoup';
import type { ProducerId } from '../../common/ids.ts';
import type { ProducerSource } from '../../common/media.ts';
import type { ConsumerOffer } from '../../common/voice.ts';

/** Something that peers consume: another peer's producer, or a place of the floor. */
export interface Consumable {
  readonly id: ProducerId;
  readonly producer: types.Producer;
  readonly source: ProducerSource;
  readonly from: ConsumerOffer['from'];
  readonly closed: boolean;
}
