import type { Closable } from '../../common/lifetime.ts';

/** The events of an engine.io connection that tell what it holds: https://socket.io/docs/v4/engine-io-protocol/ */
interface Wire {
  on(event: 'packetCreate' | 'flush', listener: () => void): unknown;
  off(event: 'packetCreate' | 'flush', listener: () => void): unknown;
}

/**
 * Counts what was said to a connection and could not be handed to its transport yet, because its reader is slow. One
 * slow reader must not hold up others, nor fill the memory.
 */
export class Backlog implements Closable {
  readonly #wire: Wire;
  readonly #limit: number;
  readonly #onFull: () => void;
  #size = 0;

  constructor(wire: Wire, limit: number, onFull: () => void) {
    this.#wire = wire;
    this.#limit = limit;
    this.#onFull = onFull;
    wire.on('packetCreate', this.#onPacket);
    wire.on('flush', this.#onFlush);
  }

  /** Packets that wait for the transport. */
  get size(): number {
    return this.#size;
  }

  close(): void {
    this.#wire.off('packetCreate', this.#onPacket);
    this.#wire.off('flush', this.#onFlush);
  }

  readonly #onPacket = (): void => {
    this.#size += 1;
    if (this.#size > this.#limit) {
      this.close();
      this.#onFull();
    }
  };

  /** The transport took everything. */
  readonly #onFlush = (): void => {
    this.#size = 0;
  };
}
