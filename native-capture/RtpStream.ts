import { senderReport } from './rtcp.ts';
import type { SrtpSender } from './srtp.ts';

/** Packets kept to be sent again: a second or more of any share. */
const KEPT = 2_048;
const EXTENSIONS_HEADER = 0xbede_0000;

export interface RtpStreamShape {
  readonly ssrc: number;
  readonly cname: string;
  readonly payloadType: number;
  readonly ticksPerMs: number;
  /** Ids of header extensions of three bytes each (RFC 8285): when it was sent, and that nobody need delay it. */
  readonly absSendTime: number;
  readonly playoutDelay: number | undefined;
}

/** One stream of an ingest: its numbers, its clock, and what was sent of it. */
export class RtpStream {
  readonly #shape: RtpStreamShape;
  readonly #srtp: SrtpSender;
  readonly #kept: (Buffer | undefined)[] = Array.from({ length: KEPT });
  #sequence = 0;
  #packets = 0;
  #bytes = 0;
  #last: { readonly rtpTime: number; readonly unixMs: number } | undefined;

  constructor(shape: RtpStreamShape, srtp: SrtpSender) {
    this.#shape = shape;
    this.#srtp = srtp;
  }

  get ssrc(): number {
    return this.#shape.ssrc;
  }

  /** Packets of one moment, in their order, encrypted. @returns them, and whether they are the first of all */
  pack(payloads: readonly Buffer[], timeMs: number, marked: boolean): { packets: Buffer[]; first: boolean } {
    const rtpTime = (timeMs * this.#shape.ticksPerMs) >>> 0;
    const first = this.#last === undefined;
    this.#last = { rtpTime, unixMs: Date.now() };
    const packets = payloads.map((payload, index) =>
      this.#protect(payload, rtpTime, marked && index === payloads.length - 1),
    );
    return { packets, first };
  }

  /** A packet as it was sent, if it is still there. */
  sent(sequence: number): Buffer | undefined {
    const packet = this.#kept[sequence % KEPT];
    return packet?.readUInt16BE(2) === sequence ? packet : undefined;
  }

  /** Encrypted; undefined before anything was sent. */
  report(): Buffer | undefined {
    if (this.#last === undefined) {
      return undefined;
    }
    const { ssrc, cname, ticksPerMs } = this.#shape;
    const nowMs = Date.now();
    const rtpTime = this.#last.rtpTime + (nowMs - this.#last.unixMs) * ticksPerMs;
    return this.#srtp.protectRtcp(senderReport(ssrc, cname, nowMs, rtpTime, this.#packets, this.#bytes));
  }

  #protect(payload: Buffer, rtpTime: number, marker: boolean): Buffer {
    const { ssrc, payloadType, absSendTime, playoutDelay } = this.#shape;
    const sequence = this.#sequence & 0xffff;
    const rollover = Math.floor(this.#sequence / 0x1_0000);
    this.#sequence += 1;
    const words = playoutDelay === undefined ? 1 : 2;
    const header = Buffer.alloc(16 + words * 4);
    header.writeUInt8(0x90, 0);
    header.writeUInt8((marker ? 0x80 : 0) | payloadType, 1);
    header.writeUInt16BE(sequence, 2);
    header.writeUInt32BE(rtpTime, 4);
    header.writeUInt32BE(ssrc, 8);
    header.writeUInt32BE((EXTENSIONS_HEADER | words) >>> 0, 12);
    header.writeUInt8((absSendTime << 4) | 2, 16);
    header.writeUIntBE(absSendTimeOf(Date.now()), 17, 3);
    if (playoutDelay !== undefined) {
      header.writeUInt8((playoutDelay << 4) | 2, 20);
    }
    const packet = this.#srtp.protect(header, payload, rollover);
    this.#kept[sequence % KEPT] = packet;
    this.#packets += 1;
    this.#bytes += packet.length;
    return packet;
  }
}

/** 24 bits: 6 of seconds, 18 of their fraction. */
const absSendTimeOf = (unixMs: number): number => Math.floor((unixMs % 64_000) * (2 ** 18 / 1_000));
