import type { types } from 'mediasoup';
import { AppError } from '../../common/errors.ts';
import type { ProducerId } from '../../common/ids.ts';
import { KIND_OF_SOURCE, type MediaKind, type ProducerSource } from '../../common/media.ts';
import { PeerProducer, type PeerOwner } from './PeerProducer.ts';

/** A producer to be made. */
export interface ProducerWish {
  readonly source: ProducerSource;
  readonly kind: MediaKind;
  readonly paused: boolean;
  /** Asks the worker, when the source is reserved. @param paused whether it must not flow yet */
  readonly make: (paused: boolean) => Promise<types.Producer>;
}

/** What a peer sends, at most one producer of each source, by whatever way. They go with their transports. */
export class PeerProducers {
  readonly #owner: PeerOwner;
  readonly #onVideoChanged: () => void;
  /** A source is reserved before the worker is asked: of two racing requests one finds it taken (S4). */
  readonly #slots = new Map<ProducerSource, PeerProducer | 'reserved'>();
  #muted = false;

  /**
   * @param onVideoChanged `sends` answers otherwise than before for a camera or a screen
   */
  constructor(owner: PeerOwner, onVideoChanged: () => void) {
    this.#owner = owner;
    this.#onVideoChanged = onVideoChanged;
  }

  sends(source: ProducerSource): boolean {
    return this.#slots.get(source) instanceof PeerProducer;
  }

  get all(): PeerProducer[] {
    return [...this.#slots.values()].filter((slot) => slot !== 'reserved');
  }

  /** @throws AppError `producer_not_found` */
  require(id: ProducerId): PeerProducer {
    const producer = this.all.find((candidate) => candidate.id === id);
    if (producer === undefined) {
      throw new AppError('producer_not_found', 'no such producer of this peer');
    }
    return producer;
  }

  /** @throws AppError `producer_exists` */
  requireFree(source: ProducerSource): void {
    if (this.#slots.has(source)) {
      throw new AppError('producer_exists', `there is a ${source} already`);
    }
  }

  /**
   * @param stillWanted throws when the peer may not produce (any more): asked before the worker and after it
   * @param onMade in the step in which the producer stands: who comes before it is offered it, who comes after finds it
   * @throws AppError `source_kind_mismatch`, `producer_exists`, and what `wish.make` throws
   */
  async make(
    { source, kind, paused, make }: ProducerWish,
    stillWanted: () => void,
    onMade: (producer: PeerProducer) => void,
  ): Promise<PeerProducer> {
    if (KIND_OF_SOURCE[source] !== kind) {
      throw new AppError('source_kind_mismatch', `a ${source} is not ${kind}`);
    }
    stillWanted();
    this.requireFree(source);
    this.#slots.set(source, 'reserved');
    try {
      const silent = paused || (source === 'microphone' && this.#muted);
      const made = await make(silent);
      try {
        stillWanted();
      } catch (fault) {
        // mediasoup keeps for ever what comes later than the end of its transport.
        made.close();
        throw fault;
      }
      const producer = new PeerProducer(made, source, this.#owner, paused, this.#muted);
      made.observer.once('close', () => {
        this.#slots.delete(source);
        this.#tell(kind);
      });
      this.#slots.set(source, producer);
      this.#tell(kind);
      onMade(producer);
      await producer.settle();
      return producer;
    } finally {
      if (this.#slots.get(source) === 'reserved') {
        this.#slots.delete(source);
      }
    }
  }

  /** Takes effect on the media itself: a muted microphone is not forwarded. */
  async setMuted(muted: boolean): Promise<void> {
    this.#muted = muted;
    await Promise.all(this.all.map(async (producer) => producer.setMuted(muted)));
  }

  #tell(kind: MediaKind): void {
    if (kind === 'video') {
      this.#onVideoChanged();
    }
  }
}
