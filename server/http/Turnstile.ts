import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Closable } from '../../common/lifetime.ts';
import { Pace } from '../../common/pace.ts';
import { groupOfAddress } from '../addresses.ts';

/** How fast one address may open connections. */
export interface Entry {
  /** So many at once: a page with all it loads, a household, a whole party after the server was away. */
  readonly burst: number;
  /** Then one in so many milliseconds. */
  readonly intervalMs: number;
  /** Who would have to wait longer is turned away. */
  readonly patienceMs: number;
}

/** Addresses remembered before those that are quiet again are forgotten. */
const REMEMBERED = 256;

/**
 * Lets the connections of one address in at a pace, before the TLS handshake, which is what a connection costs most:
 * a client that comes back as often as it is cut off is kept waiting, and everyone else is not. Who waits costs a
 * socket. Connections are handed on to the server's own listener, as Node's documentation of the event describes.
 * @see https://nodejs.org/api/http.html#event-connection
 */
export class Turnstile implements Closable {
  readonly #entry: Entry;
  readonly #paces = new Map<string, Pace>();
  readonly #waiting = new Map<Socket, NodeJS.Timeout>();
  readonly #restore: () => void;

  constructor(server: HttpsServer, entry: Entry) {
    this.#entry = entry;
    // TLS listens here; whoever listens later hears of connections at once, waiting or not.
    const inner = server.listeners('connection');
    const arrive = (socket: Socket): void => {
      this.#arrive(socket, () => {
        for (const listener of inner) {
          Reflect.apply(listener, server, [socket]);
        }
      });
    };
    server.removeAllListeners('connection').on('connection', arrive);
    this.#restore = () => {
      server.off('connection', arrive);
    };
  }

  /** Those that wait to be let in. */
  get waiting(): number {
    return this.#waiting.size;
  }

  close(): void {
    this.#restore();
    for (const [socket, timer] of this.#waiting) {
      clearTimeout(timer);
      socket.destroy();
    }
    this.#waiting.clear();
  }

  #arrive(socket: Socket, enter: () => void): void {
    const nowMs = performance.now();
    const pace = this.#paceOf(socket.remoteAddress ?? '', nowMs);
    const waitMs = pace.waitMs(nowMs);
    if (waitMs > this.#entry.patienceMs) {
      socket.destroy();
      return;
    }
    pace.take(nowMs);
    if (waitMs === 0) {
      enter();
      return;
    }
    const stop = (): void => {
      clearTimeout(this.#waiting.get(socket));
      this.#waiting.delete(socket);
    };
    // Without a listener a reset while it waits would be an exception.
    socket.once('error', stop).once('close', stop);
    this.#waiting.set(
      socket,
      setTimeout(() => {
        socket.off('error', stop).off('close', stop);
        stop();
        enter();
      }, waitMs),
    );
  }

  #paceOf(remote: string, nowMs: number): Pace {
    const address = groupOfAddress(remote);
    const known = this.#paces.get(address);
    if (known !== undefined) {
      return known;
    }
    if (this.#paces.size >= REMEMBERED) {
      for (const [quiet, pace] of this.#paces) {
        if (pace.isFresh(nowMs)) {
          this.#paces.delete(quiet);
        }
      }
    }
    const pace = new Pace(this.#entry.burst, this.#entry.intervalMs);
    this.#paces.set(address, pace);
    return pace;
  }
}
