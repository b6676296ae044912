import type { Closable } from '../../common/lifetime.ts';

/** The events of an engine.io connection that tell what it holds: https://socket.io/docs/v4/engine-io-protocol/ */
interface Wire {
  on(event: 'packetCreate' | 'flush', listener: () => void): unknown;
  off(event: 'packetCreate' | 'flush', listener: () => void): unknown;
}

/**
 * A server that was kept from its work has much to say at once, and its transports take it in the turns after: only
 * what is still there then is the reader's fault. A write ends in the poll phase, which comes between two immediates.
 * https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick
 */
const TURNS = 3;
/** Beyond so many times the limit nothing is waited for. */
const HARD = 16;

/**
 * Counts what was said to a connection and could not be handed to its transport yet, because its reader is slow. One
 * slow reader must not hold up others, nor fill the memory.
 */
export class Backlog implements Closable {
  readonly #wire: Wire;
  readonly #limit: number;
  readonly #onFull: () => void;
  #size = 0;
  #look: NodeJS.Immediate | undefined;

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
    clearImmediate(this.#look);
  }

  readonly #onPacket = (): void => {
    this.#size += 1;
    if (this.#size > this.#limit * HARD) {
      this.#full();
    } else if (this.#size > this.#limit) {
      this.#look ??= setImmediate(() => {
        this.#lookAgain(TURNS);
      });
    }
  };

  #lookAgain(turns: number): void {
    this.#look = undefined;
    if (this.#size <= this.#limit) {
      return;
    }
    if (turns === 0) {
      this.#full();
    } else {
      this.#look = setImmediate(() => {
        this.#lookAgain(turns - 1);
      });
    }
  }

  #full(): void {
    this.close();
    this.#onFull();
  }

  /** The transport took everything. */
  readonly #onFlush = (): void => {
    this.#size = 0;
  };
}
