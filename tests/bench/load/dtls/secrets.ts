/** The arithmetic of TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 (RFC 5289, RFC 5288). */
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { DTLS_1_2, uint, type DtlsRecord } from './wire.ts';

export const CIPHER_SUITE = 0xc02b;
const KEY_BYTES = 16;
const SALT_BYTES = 4;
const EXPLICIT_NONCE_BYTES = 8;
const TAG_BYTES = 16;

export const sha256 = (...parts: readonly Buffer[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest();
};

/** TLS 1.2's pseudo-random function, RFC 5246 section 5. */
export function prf(secret: Buffer, label: string, seed: Buffer, bytes: number): Buffer {
  const hmac = (data: Buffer): Buffer => createHmac('sha256', secret).update(data).digest();
  const start = Buffer.concat([Buffer.from(label), seed]);
  const blocks: Buffer[] = [];
  let link: Buffer = start;
  for (let made = 0; made < bytes; made += 32) {
    link = hmac(link);
    blocks.push(hmac(Buffer.concat([link, start])));
  }
  return Buffer.concat(blocks).subarray(0, bytes);
}

interface Direction {
  readonly key: Buffer;
  readonly salt: Buffer;
}

/** Protects the records after the change of ciphers. */
export class RecordCipher {
  readonly #ours: Direction;
  readonly #theirs: Direction;

  constructor(master: Buffer, clientRandom: Buffer, serverRandom: Buffer) {
    const seed = Buffer.concat([serverRandom, clientRandom]);
    const block = prf(master, 'key expansion', seed, 2 * (KEY_BYTES + SALT_BYTES));
    const saltAt = 2 * KEY_BYTES;
    this.#ours = { key: block.subarray(0, KEY_BYTES), salt: block.subarray(saltAt, saltAt + SALT_BYTES) };
    this.#theirs = { key: block.subarray(KEY_BYTES, saltAt), salt: block.subarray(saltAt + SALT_BYTES) };
  }

  seal(type: number, number: Buffer, body: Buffer): Buffer {
    const { key, salt } = this.#ours;
    const cipher = createCipheriv('aes-128-gcm', key, Buffer.concat([salt, number]));
    cipher.setAAD(associated(type, number, body.length));
    return Buffer.concat([number, cipher.update(body), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Error when it is not authentic */
  open({ type, number, body }: DtlsRecord): Buffer {
    const { key, salt } = this.#theirs;
    const sealed = body.subarray(EXPLICIT_NONCE_BYTES, body.length - TAG_BYTES);
    const explicit = body.subarray(0, EXPLICIT_NONCE_BYTES);
    const decipher = createDecipheriv('aes-128-gcm', key, Buffer.concat([salt, explicit]));
    decipher.setAAD(associated(type, number, sealed.length));
    decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  }
}

const associated = (type: number, number: Buffer, length: number): Buffer =>
  Buffer.concat([number, uint(type, 1), DTLS_1_2, uint(length, 2)]);
