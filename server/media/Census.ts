import type { types } from 'mediasoup';

/** Objects that mediasoup has open. */
export interface MediaCounts {
  workers: number;
  routers: number;
  transports: number;
  producers: number;
  consumers: number;
}

/** The least that is needed of mediasoup's objects: every one of them tells its observer that it closed. */
interface Closing {
  readonly observer: { once(event: 'close', listener: () => void): unknown };
}

/**
 * Counts mediasoup's objects where they are made and closed, not in our own maps: what our maps forget is still seen
 * here. Its listeners hang on the objects counted and go with them.
 */
export class Census {
  readonly #counts: MediaCounts = { workers: 0, routers: 0, transports: 0, producers: 0, consumers: 0 };

  counts(): MediaCounts {
    return { ...this.#counts };
  }

  /** Counts this worker, and from now on whatever is made in it. */
  add(worker: types.Worker): void {
    this.#count('workers', worker);
    worker.observer.on('newrouter', (router) => {
      this.#count('routers', router);
      router.observer.on('newtransport', (transport) => {
        this.#countTransport(transport);
      });
    });
  }

  #countTransport(transport: types.Transport): void {
    this.#count('transports', transport);
    transport.observer.on('newproducer', (producer) => {
      this.#count('producers', producer);
    });
    transport.observer.on('newconsumer', (consumer) => {
      this.#count('consumers', consumer);
    });
  }

  #count(what: keyof MediaCounts, thing: Closing): void {
    this.#counts[what] += 1;
    thing.observer.once('close', () => {
      this.#counts[what] -= 1;
    });
  }
}
