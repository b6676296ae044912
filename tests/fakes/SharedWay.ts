/** A narrow way that a share and a voice have in common: both enter at one relay, and part behind it. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Closable } from '../../common/lifetime.ts';
import { UdpRelay } from './UdpRelay.ts';

const HOST = '127.0.0.1';
/** Opus of one frame with its headers, every 20 ms; RTP begins with another byte. */
const VOICE = { bytes: 110, everyMs: 20, first: 1 } as const;

const open = async (): Promise<Socket> => {
  const socket = createSocket('udp4');
  socket.bind(0, HOST);
  await once(socket, 'listening');
  return socket;
};

export class SharedWay implements Closable {
  readonly relay: UdpRelay;
  readonly #sockets: readonly Socket[];
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #arrived = new Set<number>();
  #said = 0;

  private constructor(relay: UdpRelay, behind: Socket, toIngest: Socket, voice: Socket, ingestPort: number) {
    this.relay = relay;
    this.#sockets = [behind, toIngest, voice];
    let relayPort = 0;
    behind.on('message', (datagram, { port }) => {
      if (datagram.readUInt8(0) === VOICE.first) {
        this.#arrived.add(datagram.readUInt32BE(1));
      } else {
        relayPort = port;
        toIngest.send(datagram, ingestPort, HOST);
      }
    });
    toIngest.on('message', (datagram) => {
      behind.send(datagram, relayPort, HOST);
    });
    this.#timer = setInterval(() => {
      const word = Buffer.alloc(VOICE.bytes);
      word.writeUInt8(VOICE.first, 0);
      word.writeUInt32BE(this.#said, 1);
      this.#said += 1;
      voice.send(word, relay.port, HOST);
    }, VOICE.everyMs);
  }

  static async open(ingestPort: number): Promise<SharedWay> {
    const behind = await open();
    const relay = await UdpRelay.open(behind.address().port);
    return new SharedWay(relay, behind, await open(), await open(), ingestPort);
  }

  get said(): number {
    return this.#said;
  }

  /** Of so many before the newest second, which may still be on their way: the share that is lost, 0 to 1. */
  lost(count: number): number {
    const end = this.#said - 1_000 / VOICE.everyMs;
    const numbers = Array.from({ length: count }, (_none, place) => end - count + place);
    return numbers.filter((number) => !this.#arrived.has(number)).length / count;
  }

  close(): void {
    clearInterval(this.#timer);
    this.relay.close();
    for (const socket of this.#sockets) {
      socket.close();
    }
  }
}
