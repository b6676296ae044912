import type { Consumer } from 'mediasoup-client/types';
import { AppError } from '../../../common/errors.ts';
import { Lifetime, type Closable } from '../../../common/lifetime.ts';

/** What is wanted of one consumer: nothing, or at most this spatial layer. */
export type Want = { readonly kind: 'nothing' } | { readonly kind: 'layer'; readonly layer: number };
export const NOTHING: Want = { kind: 'nothing' };

/** What the server is asked for one consumer. */
export interface ConsumerRequests {
  /** Sets it up at this end. */
  open(): Promise<Consumer>;
  resume(): Promise<unknown>;
  pause(): Promise<unknown>;
  prefer(layer: number): Promise<unknown>;
}

/** The server's consumers start with their highest layer. */
const UNTOLD = -1;

/**
 * One consumer that flows only while it is wanted, in the size in which it is: each change is told, one at a time, and a
 * wish that came meanwhile is found by the one on its way. It is set up at the first wish, and stays set up.
 */
export class Subscription implements Closable {
  readonly #lifetime = new Lifetime();
  readonly #requests: ConsumerRequests;
  readonly #onOpened: (consumer: Consumer) => void;
  readonly #onFailed: (error: AppError) => void;
  #wanted: Want = NOTHING;
  #consumer: Consumer | undefined;
  #flowing = false;
  #layer = UNTOLD;
  #working = false;

  constructor(requests: ConsumerRequests, onOpened: (consumer: Consumer) => void, onFailed: (error: AppError) => void) {
    this.#requests = requests;
    this.#onOpened = onOpened;
    this.#onFailed = onFailed;
  }

  want(wanted: Want): void {
    this.#wanted = wanted;
    void this.#settle();
  }

  /** On a new connection: what was told on the one before may not have arrived. */
  retell(): void {
    if (this.#consumer !== undefined) {
      this.#flowing = this.#wanted.kind === 'nothing';
      this.#layer = UNTOLD;
    }
    void this.#settle();
  }

  close(): void {
    this.#lifetime.end();
  }

  /** Never rejects. */
  async #settle(): Promise<void> {
    if (this.#working) {
      return;
    }
    this.#working = true;
    try {
      while (!this.#lifetime.ended && (await this.#step())) {
        // until nothing is left to be told
      }
    } catch (thrown) {
      const error = AppError.from(thrown);
      const ended = this.#lifetime.ended;
      if (error.code === 'media_unsupported') {
        this.close(); // it would be tried again with every wish
      }
      // Closed meanwhile, which is told; or the connection is away, and `retell` will come.
      if (!ended && error.code !== 'consumer_not_found' && error.code !== 'disconnected') {
        this.#onFailed(error);
      }
    } finally {
      this.#working = false;
    }
  }

  /** @returns whether there was something to do */
  async #step(): Promise<boolean> {
    const wanted = this.#wanted;
    if (wanted.kind === 'nothing') {
      if (!this.#flowing) {
        return false;
      }
      this.#flowing = false;
      await this.#requests.pause();
      return true;
    }
    if (this.#consumer === undefined) {
      const consumer = await this.#requests.open();
      if (this.#lifetime.ended) {
        consumer.close();
        return false;
      }
      this.#consumer = this.#lifetime.own(consumer);
      this.#onOpened(consumer);
      return true;
    }
    if (wanted.layer !== this.#layer) {
      this.#layer = wanted.layer;
      await this.#requests.prefer(wanted.layer);
      return true;
    }
    if (!this.#flowing) {
      this.#flowing = true;
      await this.#requests.resume();
      return true;
    }
    return false;
  }
}
