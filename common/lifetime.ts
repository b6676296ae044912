/** Something with an end of its own. `close()` is synchronous and idempotent. */
export interface Closable {
  close(): void;
}

export type Release = () => void;

/**
 * Ownership: what is given to a Lifetime is released with it, newest first, exactly once. What arrives after the
 * end is released at once, and one failing release does not stop the rest.
 */
export class Lifetime implements Closable {
  readonly #releases = new Set<Release>();
  readonly #onFault: (fault: unknown) => void;
  #ended = false;

  /** @param onFault told each error thrown by a release; the default throws it when all others are released */
  constructor(onFault?: (fault: unknown) => void) {
    this.#onFault =
      onFault ??
      ((fault) => {
        throw fault;
      });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** How many releases are still owed; zero after the end. For leak counts in tests. */
  get size(): number {
    return this.#releases.size;
  }

  /** Owns `thing` until the end; returns it. */
  own<T extends Closable>(thing: T): T {
    this.add(() => {
      thing.close();
    });
    return thing;
  }

  /** Owes a release; returns a function that takes the debt back without releasing. */
  add(release: Release): Release {
    if (this.#ended) {
      release();
      return () => undefined;
    }
    // A wrapper of its own, so that the same function may be owed twice.
    const owed: Release = () => {
      release();
    };
    this.#releases.add(owed);
    return () => {
      this.#releases.delete(owed);
    };
  }

  end(): void {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    const faults: unknown[] = [];
    for (const release of [...this.#releases].reverse()) {
      try {
        release();
      } catch (fault) {
        faults.push(fault);
      }
    }
    this.#releases.clear();
    for (const fault of faults) {
      this.#onFault(fault);
    }
  }

  close(): void {
    this.end();
  }
}
