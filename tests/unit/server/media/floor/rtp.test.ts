import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRtp, rewriteRtp, sequenceDistance } from '../../../../../server/media/floor/rtp.ts';

/** A packet as RFC 3550 has it, with an extension block given whole. */
const packet = (extension: readonly number[] = [], csrcs = 0): Buffer => {
  const header = Buffer.alloc(12 + csrcs * 4);
  header.writeUInt8(0x80 | (extension.length > 0 ? 0x10 : 0) | csrcs, 0);
  header.writeUInt8(111, 1);
  header.writeUInt16BE(65_530, 2);
  header.writeUInt32BE(4_000_000_000, 4);
  header.writeUInt32BE(42, 8);
  return Buffer.concat([header, Buffer.from(extension), Buffer.from('opus')]);
};

describe('an RTP packet', () => {
  it('tells its sequence number, timestamp and level', () => {
    // One-byte form: id 1 with 2 bytes, padding, id 6 (the level, with the voice bit).
    const oneByte = [0xbe, 0xde, 0, 2, 0x11, 9, 9, 0, 0x60, 0x80 | 35, 0, 0];
    expect(readRtp(packet(oneByte), 6)).toEqual({ sequence: 65_530, timestamp: 4_000_000_000, level: 35 });
    expect(readRtp(packet(oneByte, 3), 6)?.level).toBe(35);
    const twoByte = [0x10, 0, 0, 2, 1, 2, 9, 9, 6, 1, 35, 0];
    expect(readRtp(packet(twoByte), 6)?.level).toBe(35);
    expect(readRtp(packet(oneByte), 7)?.level).toBeUndefined();
    expect(readRtp(packet(oneByte), undefined)?.level).toBeUndefined();
    expect(readRtp(packet(), 6)?.level).toBeUndefined();
  });

  it('is rewritten in place, its payload untouched', () => {
    const rewritten = packet();
    rewriteRtp(rewritten, { sequence: 65_536 + 3, timestamp: 0x1_00_00_00_05, ssrc: 7, marker: true });
    expect(readRtp(rewritten, undefined)).toMatchObject({ sequence: 3, timestamp: 5 });
    expect(rewritten.readUInt32BE(8)).toBe(7);
    expect(rewritten.readUInt8(1)).toBe(0x80 | 111);
    expect(rewritten.subarray(12).toString()).toBe('opus');
  });

  it('of any bytes is read without reading beyond them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const read = readRtp(Buffer.from(bytes), 6);
        expect(read === undefined || read.sequence <= 0xffff).toBe(true);
      }),
    );
  });
});

it('sequence numbers are compared around their end', () => {
  expect(sequenceDistance(3, 65_530)).toBe(9);
  expect(sequenceDistance(65_530, 3)).toBe(-9);
  expect(sequenceDistance(5, 5)).toBe(0);
});
