import type { Closable } from '../common/lifetime.ts';

/** Rooms are empty again and sockets are closed by then; whoever comes back at once is not kept waiting. */
const CALM_MS = 1_500;

/**
 * Gives memory back when the last person has left a call: Node collects what they left only when it needs room, which
 * after a party may be never, and a person who hosts one from their own machine wants it back. Needs `--expose-gc`
 * (https://nodejs.org/api/globals.html#gc); without it nothing happens.
 */
export class Thrift implements Closable {
  readonly #idle: () => boolean;
  readonly #release: () => void;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param idle whether nobody is in a call
   * @param release lets go of what is kept for speed only
   */
  constructor(idle: () => boolean, release: () => void) {
    this.#idle = idle;
    this.#release = release;
  }

  /** Somebody left: looks whether it was the last. */
  left(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#idle()) {
        this.#release();
        // Twice: what is freed by finalizers in the first is collected by the second.
        globalThis.gc?.();
        globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
      }
    }, CALM_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
