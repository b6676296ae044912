import type { Closable } from '../../../common/lifetime.ts';

/** Whoever is back sooner was not gone: who looks at the messages for a moment still watches. */
export const GONE_MS = 8_000;

/** Who came and who went, of a set that flickers. */
export class SettledSet<T> implements Closable {
  readonly #onCame: () => void;
  readonly #onWent: () => void;
  readonly #here = new Set<T>();
  readonly #going = new Map<T, ReturnType<typeof setTimeout>>();

  constructor(onCame: () => void, onWent: () => void) {
    this.#onCame = onCame;
    this.#onWent = onWent;
  }

  look(now: ReadonlySet<T>): void {
    const came = [...now].filter((one) => !this.#here.has(one));
    for (const one of now) {
      clearTimeout(this.#going.get(one));
      this.#going.delete(one);
      this.#here.add(one);
    }
    for (const one of this.#here) {
      if (!now.has(one) && !this.#going.has(one)) {
        this.#going.set(
          one,
          setTimeout(() => {
            this.#going.delete(one);
            this.#here.delete(one);
            this.#onWent();
          }, GONE_MS),
        );
      }
    }
    if (came.length > 0) {
      this.#onCame();
    }
  }

  close(): void {
    for (const timer of this.#going.values()) {
      clearTimeout(timer);
    }
    this.#going.clear();
    this.#here.clear();
  }
}
