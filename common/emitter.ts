type Listener<T> = (event: T) => void;

/**
 * Typed events: `new Emitter<{ peerLeft: { peerId: PeerId } }>()`. Names are past tense, each carries one object,
 * and `on` answers the function that undoes it.
 */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    let listeners = this.#listeners.get(name);
    if (listeners === undefined) {
      listeners = new Set();
      this.#listeners.set(name, listeners);
    }
    const own = listeners;
    own.add(listener);
    return () => {
      own.delete(listener);
    };
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      // Listeners are filed by name, so those found here take this event: the map's type cannot say so.
      (listener as Listener<Events[Name]>)(event);
    }
  }

  /** Listeners of all events together, for leak counts. */
  get listenerCount(): number {
    let count = 0;
    for (const listeners of this.#listeners.values()) {
      count += listeners.size;
    }
    return count;
  }

  clear(): void {
    this.#listeners.clear();
  }
}
