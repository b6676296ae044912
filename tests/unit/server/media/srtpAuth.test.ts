import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SrtpSender } from '../../../../native-capture/srtp.ts';
import { srtpAuthenticator } from '../../../../server/media/srtpAuth.ts';

const gcmKey = randomBytes(28).toString('base64');
const authentic = srtpAuthenticator('AEAD_AES_128_GCM', gcmKey);

const rtp = (extended: boolean): Buffer => {
  const header = Buffer.alloc(extended ? 20 : 12);
  header.writeUInt8(extended ? 0x90 : 0x80, 0);
  header.writeUInt8(96, 1);
  header.writeUInt16BE(7, 2);
  header.writeUInt32BE(0xdead_beef, 8);
  if (extended) {
    header.writeUInt32BE(0xbede_0001, 12);
  }
  return header;
};
const senderReport = Buffer.concat([Buffer.from('80c80006deadbeef', 'hex'), Buffer.alloc(20)]);

/** Any bit turned anywhere, a byte more or less. */
const damagedOf = (datagram: Buffer): Buffer[] => [
  ...[...datagram.keys()].map((at) => {
    const damaged = Buffer.from(datagram);
    damaged.writeUInt8(damaged.readUInt8(at) ^ 0x04, at);
    return damaged;
  }),
  datagram.subarray(0, -1),
  Buffer.concat([datagram, Buffer.alloc(1)]),
];

describe('what is made with the key', () => {
  it.each([false, true])('is known as RTP (header extension: %s), and nothing that differs by a bit', (extended) => {
    const made = new SrtpSender(gcmKey).protect(rtp(extended), randomBytes(40), 0);
    expect(authentic(made)).toBe(true);
    expect(damagedOf(made).filter(authentic)).toEqual([]);
  });

  it('is known as RTCP, and nothing that differs by a bit', () => {
    const made = new SrtpSender(gcmKey).protectRtcp(senderReport);
    expect(authentic(made)).toBe(true);
    // One bit of the index's word says whether it is encrypted, and all are signed.
    expect(damagedOf(made).filter(authentic)).toEqual([]);
  });

  it('is known where it is signed by SHA1', () => {
    const master = randomBytes(30);
    const counter = Buffer.alloc(16);
    master.copy(counter, 0, 16);
    counter.writeUInt8(counter.readUInt8(7) ^ 1, 7); // RFC 3711, the label of the key to sign with
    const key = createCipheriv('aes-128-ctr', master.subarray(0, 16), counter).update(Buffer.alloc(20));
    const body = Buffer.concat([rtp(false), randomBytes(40)]);
    const tag = createHmac('sha1', key).update(body).update(Buffer.alloc(4)).digest().subarray(0, 10);
    const made = Buffer.concat([body, tag]);
    const known = srtpAuthenticator('AES_CM_128_HMAC_SHA1_80', master.toString('base64'));
    expect(known(made)).toBe(true);
    expect(damagedOf(made).filter(known)).toEqual([]);
  });

  it('is nothing by another key, and nothing at random or of any length', () => {
    const other = new SrtpSender(randomBytes(28).toString('base64'));
    expect(authentic(Buffer.alloc(0))).toBe(false);
    expect(authentic(other.protect(rtp(false), randomBytes(40), 0))).toBe(false);
    expect(authentic(other.protectRtcp(senderReport))).toBe(false);
    for (let length = 1; length < 200; length += 1) {
      for (const first of [0x00, 0x80, 0x90, 0x9f]) {
        const datagram = randomBytes(length);
        datagram.fill(first, 0, 1);
        expect(authentic(datagram)).toBe(false);
      }
    }
  });
});
