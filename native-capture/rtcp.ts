/** What the server says of the stream (RFC 4585, and REMB: draft-alvestrand-rmcat-remb). */
const TRANSPORT_FEEDBACK = 205;
const PAYLOAD_FEEDBACK = 206;
const NACK = 1;
const REMB = 15;

export interface Feedback {
  readonly missing: { readonly ssrc: number; readonly sequence: number }[];
  /** What the way carries, bit/s. */
  readonly carriesBps: number | undefined;
}

export const parseFeedback = (compound: Buffer): Feedback => {
  const missing: { ssrc: number; sequence: number }[] = [];
  let carriesBps: number | undefined;
  for (let at = 0; at + 4 <= compound.length;) {
    const end = at + (compound.readUInt16BE(at + 2) + 1) * 4;
    const packet = compound.subarray(at, Math.min(end, compound.length));
    const format = packet.readUInt8(0) & 0x1f;
    const type = packet.readUInt8(1);
    if (type === TRANSPORT_FEEDBACK && format === NACK && packet.length >= 12) {
      const ssrc = packet.readUInt32BE(8);
      missing.push(...nacked(packet).map((sequence) => ({ ssrc, sequence })));
    } else if (type === PAYLOAD_FEEDBACK && format === REMB && packet.length >= 20) {
      carriesBps = (packet.readUIntBE(17, 3) & 0x3_ffff) * 2 ** (packet.readUInt8(17) >> 2);
    }
    at = end;
  }
  return { missing, carriesBps };
};

const nacked = (packet: Buffer): number[] => {
  const missing: number[] = [];
  for (let at = 12; at + 4 <= packet.length; at += 4) {
    const first = packet.readUInt16BE(at);
    const others = packet.readUInt16BE(at + 2);
    missing.push(first);
    for (let bit = 0; bit < 16; bit += 1) {
      if (((others >> bit) & 1) === 1) {
        missing.push((first + bit + 1) & 0xffff);
      }
    }
  }
  return missing;
};

/** Seconds between 1900 and 1970: NTP's epoch and Unix'. */
const NTP_OFFSET_S = 2_208_988_800;

/** A sender report with the stream's name: which RTP time was when (RFC 3550 section 6.4.1). */
export const senderReport = (
  ssrc: number,
  cname: string,
  unixMs: number,
  rtpTime: number,
  packets: number,
  bytes: number,
): Buffer => {
  const report = Buffer.alloc(28);
  report.writeUInt16BE(0x80c8, 0);
  report.writeUInt16BE(6, 2);
  report.writeUInt32BE(ssrc, 4);
  report.writeUInt32BE(Math.floor(unixMs / 1_000) + NTP_OFFSET_S, 8);
  report.writeUInt32BE(Math.floor(((unixMs % 1_000) / 1_000) * 2 ** 32), 12);
  report.writeUInt32BE(rtpTime >>> 0, 16);
  report.writeUInt32BE(packets >>> 0, 20);
  report.writeUInt32BE(bytes >>> 0, 24);
  const name = Buffer.from(cname);
  const description = Buffer.alloc(Math.ceil((8 + 2 + name.length + 1) / 4) * 4);
  description.writeUInt16BE(0x81ca, 0);
  description.writeUInt16BE(description.length / 4 - 1, 2);
  description.writeUInt32BE(ssrc, 4);
  description.writeUInt8(1, 8);
  description.writeUInt8(name.length, 9);
  name.copy(description, 10);
  return Buffer.concat([report, description]);
};
