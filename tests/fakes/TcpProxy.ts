/** A way to a server that can be cut: what goes over TCP passes here, media over UDP do not. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export class TcpProxy {
  /** The server's address by this way. */
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly #way: { cut: boolean };

  private constructor(url: string, server: Server, sockets: Set<Socket>, way: { cut: boolean }) {
    this.url = url;
    this.#server = server;
    this.#sockets = sockets;
    this.#way = way;
  }

  /** @param to origin of a server on this machine */
  static async open(to: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(to);
    const sockets = new Set<Socket>();
    const way = { cut: false };
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
      near.pipe(far);
      far.pipe(near);
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

  mend(): void {
    this.#way.cut = false;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
