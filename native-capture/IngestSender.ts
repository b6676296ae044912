import { createSocket, type Socket } from 'node:dgram';
import type { IngestAnswer } from '../common/ingest.ts';
import { Lifetime, type Closable } from '../common/lifetime.ts';
import type { EncodedFrame } from './FlvReader.ts';
import { packetize } from './packetize.ts';
import { parseFeedback, senderReport } from './rtcp.ts';
import { SrtcpReceiver, SrtpSender } from './srtp.ts';

const MAX_PAYLOAD_BYTES = 1_150;
/** Packets kept to be sent again: a second or more of any share. */
const KEPT = 2_048;
const REPORT_EVERY_MS = 1_000;
const RTP_TICKS_PER_MS = 90;

export interface SenderCounts {
  packets: number;
  bytes: number;
  /** Sent again, because the server missed them. */
  repeated: number;
  /** What the way carries as the server sees it, bit/s; null before it said so. */
  carriesBps: number | null;
  /** When the server was last heard, ms of `performance.now()`; null before. */
  heardMs: number | null;
}

/**
 * Our own socket between ffmpeg and the server. ffmpeg answers neither NACK nor anything else, and sends RTCP from a
 * second socket; this one sends both from one, and what was lost again, from the last packets as they were.
 */
export class IngestSender implements Closable {
  readonly #life = new Lifetime();
  readonly #ingest: IngestAnswer;
  readonly #socket: Socket;
  readonly #srtp: SrtpSender;
  readonly #srtcp: SrtcpReceiver;
  readonly #kept: (Buffer | undefined)[] = Array.from({ length: KEPT });
  readonly counts: SenderCounts = { packets: 0, bytes: 0, repeated: 0, carriesBps: null, heardMs: null };
  #sequence = 0;
  #last: { rtpTime: number; unixMs: number } | undefined;

  private constructor(ingest: IngestAnswer, socket: Socket) {
    this.#ingest = ingest;
    this.#socket = socket;
    this.#srtp = new SrtpSender(ingest.srtp.sendKey);
    this.#srtcp = new SrtcpReceiver(ingest.srtp.receiveKey);
    this.#life.add(() => {
      socket.close();
    });
    // A refused datagram is a lost one: whether the server hears is told by its reports.
    socket.on('error', () => undefined);
    socket.on('message', (datagram) => {
      this.#hear(datagram);
    });
    const timer = setInterval(() => {
      this.#report();
    }, REPORT_EVERY_MS);
    this.#life.add(() => {
      clearInterval(timer);
    });
  }

  /** @param host where the ingest is, when its answer leaves that to whoever asked */
  static async open(ingest: IngestAnswer, host: string): Promise<IngestSender> {
    const address = ingest.address.ip ?? host;
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(ingest.address.port, address, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    return new IngestSender(ingest, socket);
  }

  send({ timeMs, units }: EncodedFrame): void {
    if (this.#life.ended) {
      return;
    }
    const rtpTime = (timeMs * RTP_TICKS_PER_MS) >>> 0;
    const first = this.#last === undefined;
    this.#last = { rtpTime, unixMs: Date.now() };
    const payloads = packetize(units, MAX_PAYLOAD_BYTES);
    for (const [index, payload] of payloads.entries()) {
      this.#sendPacket(payload, rtpTime, index === payloads.length - 1);
    }
    if (first) {
      this.#report();
    }
  }

  close(): void {
    this.#life.end();
  }

  #sendPacket(payload: Buffer, rtpTime: number, marker: boolean): void {
    const sequence = this.#sequence & 0xffff;
    const rollover = Math.floor(this.#sequence / 0x1_0000);
    this.#sequence += 1;
    const { extensions, payloadType, ssrc } = this.#ingest;
    // Two one-byte extensions of three bytes (RFC 8285): when it was sent, and that nobody need delay it.
    const header = Buffer.alloc(24);
    header.writeUInt8(0x90, 0);
    header.writeUInt8((marker ? 0x80 : 0) | payloadType, 1);
    header.writeUInt16BE(sequence, 2);
    header.writeUInt32BE(rtpTime, 4);
    header.writeUInt32BE(ssrc, 8);
    header.writeUInt32BE(0xbede_0002, 12);
    header.writeUInt8((extensions.absSendTime << 4) | 2, 16);
    header.writeUIntBE(absSendTime(Date.now()), 17, 3);
    header.writeUInt8((extensions.playoutDelay << 4) | 2, 20);
    const packet = this.#srtp.protect(header, payload, rollover);
    this.#kept[sequence % KEPT] = packet;
    this.#socket.send(packet);
    this.counts.packets += 1;
    this.counts.bytes += packet.length;
  }

  #hear(datagram: Buffer): void {
    const rtcp = this.#srtcp.unprotect(datagram);
    if (rtcp === undefined) {
      return;
    }
    this.counts.heardMs = performance.now();
    const { missing, carriesBps } = parseFeedback(rtcp);
    this.counts.carriesBps = carriesBps ?? this.counts.carriesBps;
    for (const sequence of missing) {
      const packet = this.#kept[sequence % KEPT];
      if (packet?.readUInt16BE(2) === sequence) {
        this.#socket.send(packet);
        this.counts.repeated += 1;
      }
    }
  }

  #report(): void {
    if (this.#last !== undefined) {
      const { ssrc, cname } = this.#ingest;
      const { packets, bytes } = this.counts;
      const nowMs = Date.now();
      const rtpTime = this.#last.rtpTime + (nowMs - this.#last.unixMs) * RTP_TICKS_PER_MS;
      this.#socket.send(this.#srtp.protectRtcp(senderReport(ssrc, cname, nowMs, rtpTime, packets, bytes)));
    }
  }
}

/** 24 bits: 6 of seconds, 18 of their fraction. */
const absSendTime = (unixMs: number): number => Math.floor((unixMs % 64_000) * (2 ** 18 / 1_000));
