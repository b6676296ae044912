import type { ConsumerId } from '../../common/ids.ts';
import type { ConsumerOffer } from '../../common/voice.ts';
import type { Emitter } from '../../common/emitter.ts';
import type { Closable } from '../../common/lifetime.ts';

/** What a peer is to be told about its consumers. */
export interface ConsumerEvents {
  consumersOffered: { consumers: ConsumerOffer[] };
  consumersClosed: { consumerIds: ConsumerId[] };
  consumersPaused: { consumerIds: ConsumerId[]; paused: boolean };
}

/**
 * Gathers what happens to a peer's consumers in one turn of the event loop into one event of each kind, and says
 * nothing of consumers that come and go in between. Silent until `begin`: what is there by then is in the answer of
 * the join (S6).
 */
export class OfferBatch<Events extends ConsumerEvents> implements Closable {
  readonly #events: Emitter<Events>;
  readonly #offered = new Map<ConsumerId, ConsumerOffer>();
  readonly #closed = new Set<ConsumerId>();
  readonly #paused = new Map<ConsumerId, boolean>();
  #begun = false;
  #flush: NodeJS.Immediate | undefined;

  constructor(events: Emitter<Events>) {
    this.#events = events;
  }

  /** From here on every change is told; those before it are in the snapshot that the caller takes now. */
  begin(): void {
    if (!this.#begun) {
      this.#begun = true;
      this.#closed.clear();
      this.#paused.clear();
    }
    this.#offered.clear();
  }

  offered(offer: ConsumerOffer): void {
    this.#offered.set(offer.consumerId, offer);
    this.#schedule();
  }

  closed(id: ConsumerId): void {
    this.#paused.delete(id);
    if (!this.#offered.delete(id)) {
      this.#closed.add(id);
      this.#schedule();
    }
  }

  paused(id: ConsumerId, paused: boolean): void {
    this.#paused.set(id, paused);
    this.#schedule();
  }

  close(): void {
    clearImmediate(this.#flush);
    this.#flush = undefined;
    this.#begun = false;
    this.#offered.clear();
    this.#closed.clear();
    this.#paused.clear();
  }

  #schedule(): void {
    if (this.#begun) {
      this.#flush ??= setImmediate(() => {
        this.#flush = undefined;
        this.#tell();
      });
    }
  }

  #tell(): void {
    const offered = [...this.#offered.values()];
    const closed = [...this.#closed];
    const paused = [...this.#paused];
    this.#offered.clear();
    this.#closed.clear();
    this.#paused.clear();
    if (closed.length > 0) {
      this.#events.emit('consumersClosed', { consumerIds: closed });
    }
    if (offered.length > 0) {
      this.#events.emit('consumersOffered', { consumers: offered });
    }
    for (const state of [true, false]) {
      const consumerIds = paused.filter(([, is]) => is === state).map(([id]) => id);
      if (consumerIds.length > 0) {
        this.#events.emit('consumersPaused', { consumerIds, paused: state });
      }
    }
  }
}
