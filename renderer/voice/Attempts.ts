import type { Closable } from '../../common/lifetime.ts';

/** One attempt at a time, or the wait before the next: a newer one ends the older. */
export class Attempts implements Closable {
  #current: AbortController | undefined;
  #wait: ReturnType<typeof setTimeout> | undefined;

  /** The signal of a new attempt, which ends with the next one. */
  begin(): AbortSignal {
    this.close();
    this.#current = new AbortController();
    return this.#current.signal;
  }

  later(waitMs: number, begin: () => void): void {
    this.#wait = setTimeout(begin, waitMs);
  }

  /** Ends what is on its way; another may begin. */
  close(): void {
    this.#current?.abort();
    this.#current = undefined;
    clearTimeout(this.#wait);
  }
}
