/**
 * Whether a datagram was made with the key of an ingest: SRTP and SRTCP by RFC 3711 and RFC 7714. Only to tell the sender
 * from strangers before the worker, which decrypts, hears of it; so only of a stream's beginning, before its sequence number
 * has turned over.
 */
import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import type { CryptoSuite } from '../../common/ingest.ts';

const KEY_BYTES = 16;
const GCM_SALT_BYTES = 12;
const GCM_TAG_BYTES = 16;
const SHA1_KEY_BYTES = 20;
const SHA1_TAG_BYTES = 10;
const RTP_HEADER_BYTES = 12;
const RTCP_HEADER_BYTES = 8;
const RTCP_INDEX_BYTES = 4;
const VERSION = 2;
/** RFC 3711 section 4.3.2: those of SRTCP are three further on. */
const LABEL = { key: 0, auth: 1, salt: 2, rtcp: 3 } as const;

/** RFC 3711 section 4.3; a salt of 96 bits is padded to 112 (RFC 7714 section 11). */
const derive = (master: Buffer, label: number, length: number): Buffer => {
  const counter = Buffer.alloc(16);
  master.copy(counter, 0, KEY_BYTES);
  counter.writeUInt8(counter.readUInt8(7) ^ label, 7);
  return createCipheriv('aes-128-ctr', master.subarray(0, KEY_BYTES), counter).update(Buffer.alloc(length));
};

interface Packet {
  readonly rtcp: boolean;
  readonly datagram: Buffer;
}

type Check = (packet: Packet) => boolean;

const rtpHeaderBytes = (datagram: Buffer): number => {
  const plain = RTP_HEADER_BYTES + (datagram.readUInt8(0) & 0x0f) * 4;
  const extended = (datagram.readUInt8(0) & 0x10) !== 0 && datagram.length >= plain + 4;
  return extended ? plain + 4 + datagram.readUInt16BE(plain + 2) * 4 : plain;
};

const gcm = (master: Buffer): Check => {
  const keys = [0, LABEL.rtcp].map((from) => ({
    key: derive(master, from + LABEL.key, KEY_BYTES),
    salt: derive(master, from + LABEL.salt, GCM_SALT_BYTES),
  }));
  return ({ rtcp, datagram }) => {
    const { key, salt } = keys[rtcp ? 1 : 0] ?? { key: master, salt: master }; // the compiler counts no elements
    const bodyAt = rtcp ? RTCP_HEADER_BYTES : rtpHeaderBytes(datagram);
    const trailerAt = datagram.length - (rtcp ? RTCP_INDEX_BYTES : 0);
    const tagAt = trailerAt - GCM_TAG_BYTES;
    if (tagAt < bodyAt) {
      return false;
    }
    const iv = Buffer.alloc(GCM_SALT_BYTES);
    iv.writeUInt32BE(datagram.readUInt32BE(rtcp ? 4 : 8), 2);
    if (rtcp) {
      iv.writeUInt32BE(datagram.readUInt32BE(trailerAt) & 0x7fff_ffff, 8);
    } else {
      iv.writeUInt16BE(datagram.readUInt16BE(2), 10);
    }
    for (const [at, byte] of salt.entries()) {
      iv.writeUInt8(iv.readUInt8(at) ^ byte, at);
    }
    const decipher = createDecipheriv('aes-128-gcm', key, iv);
    decipher.setAAD(Buffer.concat([datagram.subarray(0, bodyAt), datagram.subarray(trailerAt)]));
    decipher.setAuthTag(datagram.subarray(tagAt, trailerAt));
    decipher.update(datagram.subarray(bodyAt, tagAt));
    try {
      decipher.final();
      return true;
    } catch {
      return false;
    }
  };
};

const sha1 = (master: Buffer): Check => {
  const rtpKey = derive(master, LABEL.auth, SHA1_KEY_BYTES);
  const rtcpKey = derive(master, LABEL.rtcp + LABEL.auth, SHA1_KEY_BYTES);
  return ({ rtcp, datagram }) => {
    const tagAt = datagram.length - SHA1_TAG_BYTES;
    const hmac = createHmac('sha1', rtcp ? rtcpKey : rtpKey).update(datagram.subarray(0, tagAt));
    // How often the sequence number has turned over is part of what is signed: not yet.
    const tag = (rtcp ? hmac : hmac.update(Buffer.alloc(4))).digest().subarray(0, SHA1_TAG_BYTES);
    return timingSafeEqual(tag, datagram.subarray(tagAt));
  };
};

const SHORTEST = RTP_HEADER_BYTES + SHA1_TAG_BYTES;

/** @param masterKey key and salt, base64 */
export const srtpAuthenticator = (suite: CryptoSuite, masterKey: string): ((datagram: Buffer) => boolean) => {
  const master = Buffer.from(masterKey, 'base64');
  const check = suite === 'AEAD_AES_128_GCM' ? gcm(master) : sha1(master);
  return (datagram) => {
    if (datagram.length < SHORTEST || datagram.readUInt8(0) >> 6 !== VERSION) {
      return false;
    }
    // RFC 5761 section 4.
    const type = datagram.readUInt8(1);
    return check({ rtcp: type >= 192 && type <= 223, datagram });
  };
};
