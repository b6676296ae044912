/** Plain HTTP in front of a server that speaks HTTPS, as a proxy that nobody gave a certificate. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect } from 'node:tls';

const HOST = '127.0.0.1';

export class PlainDoor {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param toPort of the server, on loopback */
  static async open(toPort: number): Promise<PlainDoor> {
    const server = createServer();
    const door = new PlainDoor(server);
    server.on('connection', (near) => {
      const far = connect({ host: HOST, port: toPort, rejectUnauthorized: false });
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        door.#sockets.add(one);
        one.pipe(other);
        one
          .on('error', () => undefined)
          .on('close', () => {
            door.#sockets.delete(one);
            other.destroy();
          });
      }
    });
    server.listen(0, HOST);
    await once(server, 'listening');
    return door;
  }

  get port(): number {
    // It listens on TCP.
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#sockets.forEach((socket) => {
      socket.destroy();
    });
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }
}
