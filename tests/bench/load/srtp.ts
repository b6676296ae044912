/** SRTP with AEAD_AES_128_GCM (RFC 7714), which is what the server would choose with a browser too. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { headerBytes } from './rtp.ts';

/** The profile's number in the DTLS extension `use_srtp`. */
export const SRTP_AEAD_AES_128_GCM = 0x0007;
export const MASTER_KEY_BYTES = 16;
export const MASTER_SALT_BYTES = 12;
const TAG_BYTES = 16;

export interface MasterKey {
  readonly key: Buffer;
  readonly salt: Buffer;
}

/** Both directions' master keys, as the DTLS handshake yields them (RFC 5764 section 4.2). */
export interface SrtpKeys {
  readonly ours: MasterKey;
  readonly theirs: MasterKey;
}

interface SessionKey {
  readonly key: Buffer;
  readonly salt: Buffer;
}

/** RFC 3711 section 4.3; a 96 bit salt is padded to 112, RFC 7714 section 11. */
function derive({ key, salt }: MasterKey): SessionKey {
  const stream = (label: number, length: number): Buffer => {
    const counter = Buffer.alloc(16);
    salt.copy(counter);
    counter.writeUInt8(counter.readUInt8(7) ^ label, 7);
    return createCipheriv('aes-128-ctr', key, counter).update(Buffer.alloc(length));
  };
  return { key: stream(0, MASTER_KEY_BYTES), salt: stream(2, MASTER_SALT_BYTES) };
}

/** One direction of one transport: counts how often each stream's 16 bit sequence number has turned over. */
class Rollover {
  readonly #streams = new Map<number, { roc: number; highest: number }>();

  /** RFC 3711 section 3.3.1. */
  of(ssrc: number, sequence: number): number {
    const stream = this.#streams.get(ssrc);
    if (stream === undefined) {
      this.#streams.set(ssrc, { roc: 0, highest: sequence });
      return 0;
    }
    const ahead = ((sequence - stream.highest + 0x1_8000) & 0xffff) - 0x8000;
    const wraps = stream.highest + ahead;
    if (ahead > 0) {
      stream.highest = sequence;
      stream.roc += wraps > 0xffff ? 1 : 0;
      return stream.roc;
    }
    return wraps < 0 ? stream.roc - 1 : stream.roc;
  }
}

export class SrtpSender {
  readonly #session: SessionKey;
  readonly #rollover = new Rollover();

  constructor(master: MasterKey) {
    this.#session = derive(master);
  }

  protect(header: Buffer, payload: Buffer): Buffer {
    const { key } = this.#session;
    const cipher = createCipheriv('aes-128-gcm', key, nonce(this.#session, header, this.#rollover)).setAAD(header);
    return Buffer.concat([header, cipher.update(payload), cipher.final(), cipher.getAuthTag()]);
  }
}

export class SrtpReceiver {
  readonly #session: SessionKey;
  readonly #rollover = new Rollover();

  constructor(master: MasterKey) {
    this.#session = derive(master);
  }

  /**
   * The payload of a packet. Streams are followed by what is opened, so a stream must be opened at least once in
   * 32 768 packets.
   * @throws Error when it is not authentic
   */
  unprotect(packet: Buffer): Buffer {
    const header = packet.subarray(0, headerBytes(packet));
    const tagAt = packet.length - TAG_BYTES;
    const decipher = createDecipheriv(
      'aes-128-gcm',
      this.#session.key,
      nonce(this.#session, header, this.#rollover),
    ).setAAD(header);
    decipher.setAuthTag(packet.subarray(tagAt));
    return Buffer.concat([decipher.update(packet.subarray(header.length, tagAt)), decipher.final()]);
  }
}

/** RFC 7714 section 8.1. */
function nonce({ salt }: SessionKey, header: Buffer, rollover: Rollover): Buffer {
  const sequence = header.readUInt16BE(2);
  const ssrc = header.readUInt32BE(8);
  const iv = Buffer.alloc(MASTER_SALT_BYTES);
  iv.writeUInt32BE(ssrc, 2);
  iv.writeUInt32BE(rollover.of(ssrc, sequence), 6);
  iv.writeUInt16BE(sequence, 10);
  for (const [at, byte] of salt.entries()) {
    iv.writeUInt8(iv.readUInt8(at) ^ byte, at);
  }
  return iv;
}
