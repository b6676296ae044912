/** Somebody without the key, who sends everything that could pass for media to the port of an ingest. */
import { randomBytes, randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import type { Closable } from '../../../common/lifetime.ts';
import type { IngestAnswer } from '../../../common/ingest.ts';
import { SrtpSender } from './srtp.ts';

const SOURCES = 8;
const BURST = 50;
const EVERY_MS = 10;
const LONGEST = 1_400;

/** In all that this sends where a payload would be. */
export const MARK = Buffer.from('a stranger was here, a stranger was here');

export class Stranger implements Closable {
  readonly #sockets: readonly Socket[];
  readonly #srtp = new SrtpSender({ key: randomBytes(16), salt: randomBytes(12) });
  readonly #ingest: IngestAnswer;
  readonly #timer: ReturnType<typeof setInterval>;
  sent = 0;
  /** Datagrams that came back: nobody answers a stranger. */
  heard = 0;

  constructor(ingest: IngestAnswer) {
    this.#ingest = ingest;
    this.#sockets = Array.from({ length: SOURCES }, () => {
      const socket = createSocket('udp4');
      socket.on('message', () => {
        this.heard += 1;
      });
      socket.on('error', () => undefined); // the port closed: as good as any answer
      return socket;
    });
    this.#timer = setInterval(() => {
      for (let turn = 0; turn < BURST; turn += 1) {
        const datagram = this.#make(this.sent % 10);
        this.#sockets[this.sent % SOURCES]?.send(datagram, ingest.address.port, '127.0.0.1');
        this.sent += 1;
      }
    }, EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) {
      socket.close();
    }
  }

  #make(kind: number): Buffer {
    const { ssrc } = this.#ingest;
    switch (kind) {
      case 0: // plain RTP of the very stream
        return Buffer.concat([this.#header(), MARK]);
      case 1: // sealed with another key
        return this.#srtp.protect(this.#header(), MARK);
      case 2: // a sender report
        return Buffer.concat([Buffer.from('80c80006', 'hex'), word(ssrc), randomBytes(20)]);
      case 3: // the end of the stream, and who asks for a key picture
        return Buffer.concat([
          Buffer.from('81cb0001', 'hex'),
          word(ssrc),
          Buffer.from('81ce0002', 'hex'),
          word(1),
          word(ssrc),
        ]);
      case 4: // the beginning of an SCTP association
        return Buffer.concat([Buffer.from('138813880000000000000000010000140000000100020000ffffffff00000001', 'hex')]);
      case 5: // of a length that passes for SCTP
        return Buffer.concat([Buffer.from('0060', 'hex'), randomBytes(4 * randomInt(3, 300) - 2)]);
      case 6: // a DTLS ClientHello's beginning
        return Buffer.concat([Buffer.from('16feff0000000000000000', 'hex'), randomBytes(randomInt(13, 300))]);
      case 7: // STUN
        return Buffer.concat([Buffer.from('000100082112a442', 'hex'), randomBytes(20)]);
      case 8:
        return randomBytes(randomInt(0, LONGEST));
      default: // of which only the first two bytes make sense
        return Buffer.concat([Buffer.from([0x80 | randomInt(0, 64), 0x60]), randomBytes(randomInt(0, LONGEST))]);
    }
  }

  #header(): Buffer {
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8(0x80 | this.#ingest.payloadType, 1);
    header.writeUInt16BE(this.sent & 0xffff, 2);
    header.writeUInt32BE(this.#ingest.ssrc, 8);
    return header;
  }
}

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
