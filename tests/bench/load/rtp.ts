/** RTP packets (RFC 3550) with one-byte header extensions (RFC 8285). */

const FIXED_BYTES = 12;
const ONE_BYTE_PROFILE = 0xbede;

export interface RtpHeader {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** By id, 1 to 14; each value 1 to 16 bytes. */
  readonly extensions: readonly { readonly id: number; readonly value: Buffer }[];
}

/** Whether a datagram is RTP or RTCP at all, and not the latter (RFC 5761 section 4). */
export const isRtp = (datagram: Buffer): boolean => {
  const [first = 0, second = 0] = datagram;
  return first >= 128 && first < 192 && (second < 192 || second > 223);
};

export const ssrcOf = (packet: Buffer): number => packet.readUInt32BE(8);

/** How many bytes stand before the payload, extensions included. */
export function headerBytes(packet: Buffer): number {
  const first = packet.readUInt8(0);
  const fixed = FIXED_BYTES + (first & 0x0f) * 4;
  return (first & 0x10) === 0 ? fixed : fixed + 4 + packet.readUInt16BE(fixed + 2) * 4;
}

export function writeHeader({ payloadType, marker, sequence, timestamp, ssrc, extensions }: RtpHeader): Buffer {
  const bytes = extensions.reduce((sum, { value }) => sum + 1 + value.length, 0);
  const words = Math.ceil(bytes / 4);
  const header = Buffer.alloc(FIXED_BYTES + 4 + words * 4);
  header.writeUInt8(0x90, 0);
  header.writeUInt8((marker ? 0x80 : 0) | payloadType, 1);
  header.writeUInt16BE(sequence & 0xffff, 2);
  header.writeUInt32BE(timestamp >>> 0, 4);
  header.writeUInt32BE(ssrc, 8);
  header.writeUInt16BE(ONE_BYTE_PROFILE, FIXED_BYTES);
  header.writeUInt16BE(words, FIXED_BYTES + 2);
  let at = FIXED_BYTES + 4;
  for (const { id, value } of extensions) {
    header.writeUInt8((id << 4) | (value.length - 1), at);
    value.copy(header, at + 1);
    at += 1 + value.length;
  }
  return header;
}
