/** SRTP and SRTCP with AEAD_AES_128_GCM (RFC 7714), for one stream in each direction of one transport. */
import { createCipheriv, createDecipheriv } from 'node:crypto';

const KEY_BYTES = 16;
const SALT_BYTES = 12;
const TAG_BYTES = 16;
const INDEX_BYTES = 4;
const RTCP_HEADER_BYTES = 8;
const ENCRYPTED = 0x8000_0000;

interface SessionKey {
  readonly key: Buffer;
  readonly salt: Buffer;
}

/** RFC 3711 section 4.3; a 96 bit salt is padded to 112, RFC 7714 section 11. */
const derive = (master: Buffer, firstLabel: number): SessionKey => {
  const stream = (label: number, length: number): Buffer => {
    const counter = Buffer.alloc(16);
    master.copy(counter, 0, KEY_BYTES, KEY_BYTES + SALT_BYTES);
    counter.writeUInt8(counter.readUInt8(7) ^ label, 7);
    return createCipheriv('aes-128-ctr', master.subarray(0, KEY_BYTES), counter).update(Buffer.alloc(length));
  };
  return { key: stream(firstLabel, KEY_BYTES), salt: stream(firstLabel + 2, SALT_BYTES) };
};

const nonce = (salt: Buffer, ssrc: number, high: number, low: number, lowBytes: 2 | 4): Buffer => {
  const iv = Buffer.alloc(SALT_BYTES);
  iv.writeUInt32BE(ssrc, 2);
  if (lowBytes === 2) {
    iv.writeUInt32BE(high, 6);
  }
  iv.writeUIntBE(low, SALT_BYTES - lowBytes, lowBytes);
  for (const [at, byte] of salt.entries()) {
    iv.writeUInt8(iv.readUInt8(at) ^ byte, at);
  }
  return iv;
};

export class SrtpSender {
  readonly #rtp: SessionKey;
  readonly #rtcp: SessionKey;
  #index = 0;

  /** @param masterKey key and salt, base64 */
  constructor(masterKey: string) {
    const master = Buffer.from(masterKey, 'base64');
    this.#rtp = derive(master, 0);
    this.#rtcp = derive(master, 3);
  }

  /** @param rollover how often the stream's sequence number has turned over */
  protect(header: Buffer, payload: Buffer, rollover: number): Buffer {
    const iv = nonce(this.#rtp.salt, header.readUInt32BE(8), rollover, header.readUInt16BE(2), 2);
    const cipher = createCipheriv('aes-128-gcm', this.#rtp.key, iv).setAAD(header);
    return Buffer.concat([header, cipher.update(payload), cipher.final(), cipher.getAuthTag()]);
  }

  /** RFC 7714 section 9. */
  protectRtcp(packet: Buffer): Buffer {
    const header = packet.subarray(0, RTCP_HEADER_BYTES);
    const trailer = Buffer.alloc(INDEX_BYTES);
    trailer.writeUInt32BE((ENCRYPTED | this.#index) >>> 0);
    const iv = nonce(this.#rtcp.salt, packet.readUInt32BE(4), 0, this.#index, 4);
    this.#index += 1;
    const cipher = createCipheriv('aes-128-gcm', this.#rtcp.key, iv).setAAD(Buffer.concat([header, trailer]));
    const sealed = [cipher.update(packet.subarray(RTCP_HEADER_BYTES)), cipher.final(), cipher.getAuthTag()];
    return Buffer.concat([header, ...sealed, trailer]);
  }
}

export class SrtcpReceiver {
  readonly #rtcp: SessionKey;

  constructor(masterKey: string) {
    this.#rtcp = derive(Buffer.from(masterKey, 'base64'), 3);
  }

  /** @returns undefined for what is not authentic, or too short to be */
  unprotect(packet: Buffer): Buffer | undefined {
    const trailerAt = packet.length - INDEX_BYTES;
    const tagAt = trailerAt - TAG_BYTES;
    if (tagAt < RTCP_HEADER_BYTES) {
      return undefined;
    }
    const header = packet.subarray(0, RTCP_HEADER_BYTES);
    const trailer = packet.subarray(trailerAt);
    const index = trailer.readUInt32BE(0) & 0x7fff_ffff;
    const iv = nonce(this.#rtcp.salt, packet.readUInt32BE(4), 0, index, 4);
    const decipher = createDecipheriv('aes-128-gcm', this.#rtcp.key, iv).setAAD(Buffer.concat([header, trailer]));
    decipher.setAuthTag(packet.subarray(tagAt, trailerAt));
    try {
      return Buffer.concat([header, decipher.update(packet.subarray(RTCP_HEADER_BYTES, tagAt)), decipher.final()]);
    } catch {
      return undefined;
    }
  }
}
