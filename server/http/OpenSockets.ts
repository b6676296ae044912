import type { Server, Socket } from 'node:net';
import type { Closable } from '../../common/lifetime.ts';

/** The sockets that a server has open: Node's own end waits for each of them, however long it takes. */
export class OpenSockets implements Closable {
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', this.#track);
  }

  /** Counts no more from here; those that are open stay so until they are cut. */
  close(): void {
    this.#server.off('connection', this.#track);
  }

  cut(): void {
    for (const socket of this.#open) {
      socket.destroy();
    }
  }

  readonly #track = (socket: Socket): void => {
    this.#open.add(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
    });
  };
}
