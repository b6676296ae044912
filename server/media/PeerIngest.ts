import type { types } from 'mediasoup';
import type { IngestAnswer, IngestEnd, IngestWish } from '../../common/ingest.ts';
import { KIND_OF_SOURCE, type ProducerSource } from '../../common/media.ts';
import type { Closable } from '../../common/lifetime.ts';
import { Ingest, type IngestGround } from './Ingest.ts';
import type { PeerProducer } from './PeerProducer.ts';
import type { PeerProducers } from './PeerProducers.ts';

export interface IngestListeners {
  /** Throws when the peer may not produce (any more). */
  readonly stillWanted: () => void;
  readonly produced: (producer: PeerProducer) => void;
  /** It ended by itself. */
  readonly ended: (screen: PeerProducer, why: IngestEnd) => void;
}

/** The one ingest that a peer may have at a time, and its producers among the peer's own. */
export class PeerIngest implements Closable {
  readonly #producers: PeerProducers;
  #ingest: Ingest | undefined;

  constructor(producers: PeerProducers) {
    this.#producers = producers;
  }

  /**
   * All of it or nothing. The screen is reserved before anything is made (S4), so of two racing shares, by whatever way,
   * one finds it taken.
   * @param maxBitrateBps what may come in
   * @throws AppError `producer_exists`, `invalid`, `media_unavailable`, and what `stillWanted` throws
   */
  async open(
    wish: IngestWish,
    maxBitrateBps: number,
    ground: IngestGround,
    listeners: IngestListeners,
  ): Promise<IngestAnswer> {
    if (wish.sound) {
      this.#producers.requireFree('screen-audio');
    }
    let opened: Ingest | undefined;
    try {
      const screen = await this.#make('screen', listeners, async (paused) => {
        opened = await Ingest.open(wish, maxBitrateBps, ground);
        return opened.produceScreen(paused);
      });
      const ingest = requireOpened(opened);
      const sound = wish.sound
        ? await this.#make('screen-audio', listeners, async (paused) => ingest.produceSound(paused))
        : undefined;
      const answer = ingest.describe(screen.producer, sound?.producer);
      this.#ingest = ingest;
      // Who closes the screen by its own means is done with the ingest too.
      screen.producer.observer.once('close', () => {
        ingest.close();
      });
      ingest.watch((why) => {
        listeners.ended(screen, why);
      });
      return answer;
    } catch (fault) {
      opened?.close();
      throw fault;
    }
  }

  /** What may come in from now on, bit/s. */
  async limit(maxBitrateBps: number): Promise<void> {
    await this.#ingest?.limit(maxBitrateBps);
  }

  /** @returns whether there was one */
  end(): boolean {
    const open = this.#ingest?.closed === false;
    this.close();
    return open;
  }

  close(): void {
    this.#ingest?.close();
    this.#ingest = undefined;
  }

  async #make(
    source: ProducerSource,
    { stillWanted, produced }: IngestListeners,
    make: (paused: boolean) => Promise<types.Producer>,
  ): Promise<PeerProducer> {
    const kind = KIND_OF_SOURCE[source];
    return this.#producers.make({ source, kind, paused: false, make }, stillWanted, produced);
  }
}

/** The compiler does not see that `make` was called. */
const requireOpened = (ingest: Ingest | undefined): Ingest => {
  if (ingest === undefined) {
    throw new Error('a producer without its ingest');
  }
  return ingest;
};
