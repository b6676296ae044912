/** What mediasoup can pause: a producer or a consumer. */
interface Pausable {
  readonly closed: boolean;
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/**
 * Whether something flows, as last asked for. mediasoup's own `paused` changes only when the worker has answered, so
 * two changes in a row must be compared with what was asked, not with what is; the worker takes them in order.
 */
export class Flow {
  readonly #target: Pausable;
  #flowing: boolean;

  constructor(target: Pausable, flowing: boolean) {
    this.#target = target;
    this.#flowing = flowing;
  }

  get flowing(): boolean {
    return this.#flowing;
  }

  async set(flowing: boolean): Promise<void> {
    if (this.#flowing === flowing || this.#target.closed) {
      return;
    }
    this.#flowing = flowing;
    try {
      await (flowing ? this.#target.resume() : this.#target.pause());
    } catch (fault) {
      // Closed while the worker was asked: nothing is left to pause or resume. The refusal can be here a turn before
      // mediasoup tells of the close.
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      if (!this.#isClosed()) {
        throw fault;
      }
    }
  }

  // A method, because the compiler takes the property for unchanged over the await.
  #isClosed(): boolean {
    return this.#target.closed;
  }
}
