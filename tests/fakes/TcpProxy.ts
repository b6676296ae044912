/** A way to a server that can be cut: what goes over TCP passes here, media over UDP do not. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

interface Way {
  cut: boolean;
  /** What is sent waits, and so do new connections. */
  held: boolean;
}

export class TcpProxy {
  /** The server's address by this way. */
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly #way: Way;

  private constructor(url: string, server: Server, sockets: Set<Socket>, way: Way) {
    this.url = url;
    this.#server = server;
    this.#sockets = sockets;
    this.#way = way;
  }

  /** @param to origin of a server on this machine */
  static async open(to: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(to);
    const sockets = new Set<Socket>();
    const way: Way = { cut: false, held: false };
    const keep = (socket: Socket, other: Socket): void => {
      sockets.add(socket);
      socket.on('error', () => undefined); // one end broke: `close` follows, and ends the other
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    };
    const server = createServer((near) => {
      if (way.cut) {
        near.destroy();
        return;
      }
      const far = connect(Number(port), hostname);
      keep(near, far);
      keep(far, near);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.pipe(to);
        if (way.held) {
          from.pause();
        }
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('the proxy has no port');
    }
    const here = new URL(to);
    here.port = String(address.port);
    return new TcpProxy(here.origin, server, sockets, way);
  }

  /** Every connection breaks, and none is made until `mend`. */
  cut(): void {
    this.#way.cut = true;
    this.#sockets.forEach((socket) => {
      socket.resetAndDestroy();
    });
  }

  /** Nothing passes until `mend`, which nobody is told: connections stay, and what they carry comes late. */
  hold(): void {
    this.#way.held = true;
    this.#sockets.forEach((socket) => {
      socket.pause();
    });
  }

  mend(): void {
    this.#way.cut = false;
    this.#way.held = false;
    this.#sockets.forEach((socket) => {
      socket.resume();
    });
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
