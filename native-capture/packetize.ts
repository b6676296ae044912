/** H.264 into RTP payloads (RFC 6184, packetization mode 1): one unit a packet, or one unit over many. */
const FU_A = 28;

export const packetize = (units: readonly Buffer[], maxBytes: number): Buffer[] =>
  units.flatMap((unit) => split(unit, maxBytes));

const split = (unit: Buffer, maxBytes: number): Buffer[] => {
  if (unit.length <= maxBytes) {
    return unit.length === 0 ? [] : [unit];
  }
  const header = unit.readUInt8(0);
  const room = maxBytes - 2;
  const payloads: Buffer[] = [];
  for (let at = 1; at < unit.length; at += room) {
    const start = at === 1 ? 0x80 : 0;
    const end = at + room >= unit.length ? 0x40 : 0;
    const prefix = Buffer.from([(header & 0xe0) | FU_A, start | end | (header & 0x1f)]);
    payloads.push(Buffer.concat([prefix, unit.subarray(at, at + room)]));
  }
  return payloads;
};
