/** The few fields of an RTP packet that the floor reads and rewrites, in place (RFC 3550, RFC 8285, RFC 6464). */

const FIXED_HEADER_BYTES = 12;
const ONE_BYTE_PROFILE = 0xbede;
const TWO_BYTE_PROFILE = 0x1000;

/** Of an audio packet: 0 is the loudest, 127 digital silence, in -dBov. */
export const SILENT_LEVEL = 127;

export interface RtpFields {
  readonly sequence: number;
  readonly timestamp: number;
  /** -dBov as the sender measured it; undefined where it does not tell. */
  readonly level: number | undefined;
}

/** @returns undefined for what is no RTP packet */
export const readRtp = (packet: Buffer, levelExtensionId: number | undefined): RtpFields | undefined =>
  packet.length < FIXED_HEADER_BYTES || packet.readUInt8(0) >> 6 !== 2
    ? undefined
    : {
        sequence: packet.readUInt16BE(2),
        timestamp: packet.readUInt32BE(4),
        level: levelExtensionId === undefined ? undefined : readLevel(packet, levelExtensionId),
      };

/** @param marker the first packet after silence: a decoder takes the gap for what it is */
export const rewriteRtp = (
  packet: Buffer,
  fields: { sequence: number; timestamp: number; ssrc: number; marker: boolean },
): void => {
  if (fields.marker) {
    packet.writeUInt8(packet.readUInt8(1) | 0x80, 1);
  }
  packet.writeUInt16BE(fields.sequence & 0xffff, 2);
  packet.writeUInt32BE(fields.timestamp >>> 0, 4);
  packet.writeUInt32BE(fields.ssrc, 8);
};

/** How far sequence number `a` is after `b`; negative before it. */
export const sequenceDistance = (a: number, b: number): number => ((a - b) << 16) >> 16;

const readLevel = (packet: Buffer, wantedId: number): number | undefined => {
  const hasExtension = (packet.readUInt8(0) & 0x10) !== 0;
  const start = FIXED_HEADER_BYTES + (packet.readUInt8(0) & 0x0f) * 4;
  if (!hasExtension || packet.length < start + 4) {
    return undefined;
  }
  const profile = packet.readUInt16BE(start);
  const end = start + 4 + packet.readUInt16BE(start + 2) * 4;
  if (packet.length < end || (profile !== ONE_BYTE_PROFILE && (profile & 0xfff0) !== TWO_BYTE_PROFILE)) {
    return undefined;
  }
  const oneByte = profile === ONE_BYTE_PROFILE;
  for (let at = start + 4; at + (oneByte ? 1 : 2) < end;) {
    const first = packet.readUInt8(at);
    if (first === 0) {
      at += 1; // padding
      continue;
    }
    const id = oneByte ? first >> 4 : first;
    const length = oneByte ? (first & 0x0f) + 1 : packet.readUInt8(at + 1);
    const value = at + (oneByte ? 1 : 2);
    if (id === wantedId && length >= 1 && value < end) {
      return packet.readUInt8(value) & 0x7f;
    }
    at = value + length;
  }
  return undefined;
};
