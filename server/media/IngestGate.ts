import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { Lifetime, type Closable } from '../../common/lifetime.ts';

const INSIDE = '127.0.0.1';
/** A key picture comes at once; what the system grants of it is enough. */
const BUFFER_BYTES = 1_024 * 1_024;

/**
 * The port of an ingest, before the worker's. The worker lets the first datagram that it takes for SCTP choose whom it
 * listens to, without the key (mediasoup 3.27.1, `PlainTransport::OnSctpDataReceived`; and anything of a length divisible by
 * four is SCTP to it). So its own port is on loopback and knows only this one, where a source is let in by its first datagram
 * that was made with the key. From then on the system itself drops what comes from elsewhere.
 */
export class IngestGate implements Closable {
  readonly #life = new Lifetime();
  readonly #outside: Socket;
  readonly #inside: Socket;
  #let = false;

  private constructor(outside: Socket, inside: Socket) {
    this.#outside = outside;
    this.#inside = inside;
    for (const socket of [outside, inside]) {
      this.#life.add(() => {
        socket.close();
      });
      // Somebody is not there (any more); that nothing comes is told by who waits for it.
      socket.on('error', () => undefined);
    }
  }

  /** @param listen address outside @throws Error of the system */
  static async open(listen: string): Promise<IngestGate> {
    const sockets: Socket[] = [];
    try {
      for (const address of [listen, INSIDE]) {
        const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', recvBufferSize: BUFFER_BYTES });
        sockets.push(socket);
        socket.bind(0, address);
        await once(socket, 'listening');
      }
      const [outside, inside] = sockets;
      if (outside === undefined || inside === undefined) {
        throw new Error('two sockets were opened'); // the compiler counts no elements
      }
      return new IngestGate(outside, inside);
    } catch (fault) {
      sockets.forEach((socket) => {
        socket.close();
      });
      throw fault;
    }
  }

  /** Where senders send to. */
  get port(): number {
    return this.#outside.address().port;
  }

  /** Where the worker finds this. */
  get inside(): { readonly ip: string; readonly port: number } {
    return { ip: INSIDE, port: this.#inside.address().port };
  }

  /**
   * From now on datagrams pass.
   * @param workerPort of the transport, which listens on loopback
   * @param authentic whether a datagram was made with the key
   */
  async pass(workerPort: number, authentic: (datagram: Buffer) => boolean): Promise<void> {
    const connected = once(this.#inside, 'connect');
    this.#inside.connect(workerPort, INSIDE);
    await connected;
    this.#inside.on('message', (datagram) => {
      if (this.#let && !this.#life.ended) {
        this.#outside.send(datagram);
      }
    });
    let source: { readonly address: string; readonly port: number } | undefined;
    this.#outside.on('message', (datagram, { address, port }) => {
      if (source === undefined && authentic(datagram)) {
        source = { address, port };
        this.#outside.connect(port, address, () => {
          this.#let = true;
        });
      }
      // What strangers sent before the system knew is still read.
      if (source?.port === port && source.address === address && !this.#life.ended) {
        this.#inside.send(datagram);
      }
    });
  }

  close(): void {
    this.#life.end();
  }
}
