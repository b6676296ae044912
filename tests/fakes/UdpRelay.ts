/**
 * A way for datagrams to a server on this machine that can be bad, cut, or another from one moment to the next. To the
 * server it looks like a router that translates addresses: each sender gets a port of its own on the far side.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { CLEAN, Impaired, seeded, type Impairment } from './impairment.ts';

const HOST = '127.0.0.1';

/** A browser sends from any address of this machine, also to loopback. */
type Sender = Pick<RemoteInfo, 'address' | 'port'>;

interface Way {
  readonly sender: Sender;
  far: Socket;
}

export class UdpRelay {
  /** Where it is reached, on loopback. */
  readonly port: number;
  readonly #toPort: number;
  readonly #near: Socket;
  readonly #ways = new Map<string, Way>();
  readonly #onTheWay = new Set<ReturnType<typeof setTimeout>>();
  readonly #up: Impaired;
  readonly #down: Impaired;
  #cut = false;

  private constructor(near: Socket, toPort: number, seed: number) {
    this.#near = near;
    this.port = near.address().port;
    this.#toPort = toPort;
    this.#up = new Impaired(CLEAN, seeded(seed));
    this.#down = new Impaired(CLEAN, seeded(seed + 1));
    near.on('message', (datagram, sender) => {
      const way = this.#wayOf(sender);
      this.#carry(datagram, this.#up, () => {
        way.far.send(datagram, this.#toPort, HOST);
      });
    });
  }

  /** @param toPort of the server, on loopback; @param seed of its chances */
  static async open(toPort: number, seed = 1): Promise<UdpRelay> {
    const near = createSocket('udp4');
    near.bind(0, HOST);
    await once(near, 'listening');
    return new UdpRelay(near, toPort, seed);
  }

  /** To the server and from it, from now on. */
  impair({ up = CLEAN, down = CLEAN }: { readonly up?: Impairment; readonly down?: Impairment }): void {
    this.#up.set(up);
    this.#down.set(down);
  }

  /** Nothing passes until `mend`, and nobody is told. */
  cut(): void {
    this.#cut = true;
  }

  mend(): void {
    this.#cut = false;
  }

  /** Everybody has another address, seen from the server: what is sent to the old one is lost. */
  moveSenders(): void {
    for (const way of this.#ways.values()) {
      way.far.close();
      way.far = this.#openFar(way.sender);
    }
  }

  close(): void {
    this.#onTheWay.forEach((timer) => {
      clearTimeout(timer);
    });
    this.#onTheWay.clear();
    this.#near.close();
    this.#ways.forEach(({ far }) => {
      far.close();
    });
    this.#ways.clear();
  }

  #wayOf(sender: Sender): Way {
    const key = `${sender.address} ${String(sender.port)}`;
    let way = this.#ways.get(key);
    if (way === undefined) {
      way = { sender, far: this.#openFar(sender) };
      this.#ways.set(key, way);
    }
    return way;
  }

  #openFar({ address, port }: Sender): Socket {
    const far = createSocket('udp4');
    far.on('message', (datagram) => {
      this.#carry(datagram, this.#down, () => {
        this.#near.send(datagram, port, address);
      });
    });
    far.on('error', () => undefined); // nobody is there any more: as on any network, nobody is told
    return far;
  }

  #carry(datagram: Buffer, direction: Impaired, deliver: () => void): void {
    if (this.#cut) {
      return;
    }
    const nowMs = performance.now();
    const atMs = direction.arrival(nowMs, datagram.length);
    if (atMs === undefined) {
      return;
    }
    if (atMs <= nowMs) {
      deliver();
      return;
    }
    const timer = setTimeout(() => {
      this.#onTheWay.delete(timer);
      if (!this.#cut) {
        deliver();
      }
    }, atMs - nowMs);
    this.#onTheWay.add(timer);
  }
}
