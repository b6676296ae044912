import { createSocket, type Socket } from 'node:dgram';
import type { IngestAnswer } from '../common/ingest.ts';
import { Lifetime, type Closable } from '../common/lifetime.ts';
import type { EncodedFrame } from './FlvReader.ts';
import { packetize } from './packetize.ts';
import { parseFeedback } from './rtcp.ts';
import { RtpStream } from './RtpStream.ts';
import { SrtcpReceiver, SrtpSender } from './srtp.ts';

const MAX_PAYLOAD_BYTES = 1_150;
const REPORT_EVERY_MS = 1_000;
const PICTURE_TICKS_PER_MS = 90;
const SOUND_TICKS_PER_MS = 48;

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
  readonly #socket: Socket;
  readonly #srtcp: SrtcpReceiver;
  readonly #picture: RtpStream;
  readonly #sound: RtpStream | undefined;
  readonly counts: SenderCounts = { packets: 0, bytes: 0, repeated: 0, carriesBps: null, heardMs: null };

  private constructor({ srtp, ssrc, cname, payloadType, extensions, sound }: IngestAnswer, socket: Socket) {
    this.#socket = socket;
    const sender = new SrtpSender(srtp.sendKey);
    this.#srtcp = new SrtcpReceiver(srtp.receiveKey);
    const shape = { cname, ...extensions };
    this.#picture = new RtpStream({ ...shape, ssrc, payloadType, ticksPerMs: PICTURE_TICKS_PER_MS }, sender);
    if (sound !== null) {
      const other = { ssrc: sound.ssrc, payloadType: sound.payloadType, ticksPerMs: SOUND_TICKS_PER_MS };
      this.#sound = new RtpStream({ ...shape, ...other, playoutDelay: undefined }, sender);
    }
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

  /** Packets that the system has not taken yet. */
  get queued(): number {
    return this.#life.ended ? 0 : this.#socket.getSendQueueCount();
  }

  send({ timeMs, units }: EncodedFrame): void {
    this.#send(this.#picture, packetize(units, MAX_PAYLOAD_BYTES), timeMs, true);
  }

  /** One Opus packet, by its own clock; nothing where the ingest takes no sound. */
  sendSound(packet: Buffer, timeMs: number): void {
    if (this.#sound !== undefined) {
      this.#send(this.#sound, [packet], timeMs, false);
    }
  }

  close(): void {
    this.#life.end();
  }

  #send(stream: RtpStream, payloads: readonly Buffer[], timeMs: number, marked: boolean): void {
    if (this.#life.ended) {
      return;
    }
    const { packets, first } = stream.pack(payloads, timeMs, marked);
    for (const packet of packets) {
      this.#socket.send(packet);
      this.counts.packets += 1;
      this.counts.bytes += packet.length;
    }
    if (first) {
      this.#report();
    }
  }

  #hear(datagram: Buffer): void {
    const rtcp = this.#srtcp.unprotect(datagram);
    if (rtcp === undefined) {
      return;
    }
    this.counts.heardMs = performance.now();
    const { missing, carriesBps } = parseFeedback(rtcp);
    this.counts.carriesBps = carriesBps ?? this.counts.carriesBps;
    for (const { ssrc, sequence } of missing) {
      const packet = [this.#picture, this.#sound].find((stream) => stream?.ssrc === ssrc)?.sent(sequence);
      if (packet !== undefined) {
        this.#socket.send(packet);
        this.counts.repeated += 1;
      }
    }
  }

  /** Which time of each stream is now, by one clock: so picture and sound are played in step. */
  #report(): void {
    for (const stream of [this.#picture, this.#sound]) {
      const report = stream?.report();
      if (report !== undefined) {
        this.#socket.send(report);
      }
    }
  }
}
