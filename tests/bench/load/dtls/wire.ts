/** The bytes of DTLS 1.2 (RFC 6347): records, handshake messages, and vectors with their lengths in front. */

export const RECORD = { changeCipherSpec: 20, alert: 21, handshake: 22 } as const;
export const HANDSHAKE = {
  clientHello: 1,
  serverHello: 2,
  helloVerifyRequest: 3,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;

export const DTLS_1_2 = Buffer.from([0xfe, 0xfd]);
const HANDSHAKE_HEADER_BYTES = 12;

export interface DtlsRecord {
  readonly type: number;
  readonly epoch: number;
  /** Epoch and sequence number together, 8 bytes. */
  readonly number: Buffer;
  readonly body: Buffer;
}

export interface HandshakeMessage {
  readonly type: number;
  readonly sequence: number;
  readonly body: Buffer;
}

/** RFC 5764 section 5.1.2. */
export const isDtls = (datagram: Buffer): boolean => {
  const [first = 0] = datagram;
  return first >= 20 && first < 64;
};

/** A whole number in network order. */
export function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}

/** A vector: its length in `lengthBytes`, then itself. */
export const vector = (lengthBytes: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([uint(body.length, lengthBytes), body]);
};

/** Takes vectors and numbers off the front of a message. */
export class Cursor {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get left(): number {
    return this.#buffer.length - this.#at;
  }

  /** @throws RangeError when there is less */
  take(bytes: number): Buffer {
    if (bytes > this.left) {
      throw new RangeError('the message ends too early');
    }
    this.#at += bytes;
    return this.#buffer.subarray(this.#at - bytes, this.#at);
  }

  uint(bytes: number): number {
    return this.take(bytes).readUIntBE(0, bytes);
  }

  vector(lengthBytes: number): Buffer {
    return this.take(this.uint(lengthBytes));
  }
}

/** @throws RangeError for a datagram that is cut off */
export function readRecords(datagram: Buffer): DtlsRecord[] {
  const records: DtlsRecord[] = [];
  const cursor = new Cursor(datagram);
  while (cursor.left > 0) {
    const type = cursor.uint(1);
    cursor.take(2); // version
    const number = cursor.take(8);
    records.push({ type, epoch: number.readUInt16BE(0), number, body: cursor.vector(2) });
  }
  return records;
}

export const writeRecord = (type: number, number: Buffer, body: Buffer): Buffer =>
  Buffer.concat([uint(type, 1), DTLS_1_2, number, vector(2, body)]);

export const recordNumber = (epoch: number, sequence: number): Buffer =>
  Buffer.concat([uint(epoch, 2), uint(sequence, 6)]);

/** A handshake message in one piece, as it is sent and as it is hashed (RFC 6347 section 4.2.6). */
export const writeHandshake = ({ type, sequence, body }: HandshakeMessage): Buffer =>
  Buffer.concat([uint(type, 1), uint(body.length, 3), uint(sequence, 2), uint(0, 3), uint(body.length, 3), body]);

/**
 * Puts the fragments of handshake messages together, and hands the messages out in their order, each once. A fragment
 * that leaves a gap is forgotten: it comes again with its flight.
 */
export class Reassembly {
  readonly #partial = new Map<number, { type: number; body: Buffer; have: number }>();
  #next = 0;

  /** @param body of a handshake record: one or more fragments */
  add(body: Buffer): HandshakeMessage[] {
    const cursor = new Cursor(body);
    while (cursor.left >= HANDSHAKE_HEADER_BYTES) {
      const type = cursor.uint(1);
      const length = cursor.uint(3);
      const sequence = cursor.uint(2);
      const offset = cursor.uint(3);
      const fragment = cursor.vector(3);
      if (sequence >= this.#next) {
        const message = this.#partial.get(sequence) ?? { type, body: Buffer.alloc(length), have: 0 };
        if (offset <= message.have) {
          fragment.copy(message.body, offset);
          message.have = Math.max(message.have, offset + fragment.length);
        }
        this.#partial.set(sequence, message);
      }
    }
    return this.#takeWhole();
  }

  #takeWhole(): HandshakeMessage[] {
    const whole: HandshakeMessage[] = [];
    for (;;) {
      const message = this.#partial.get(this.#next);
      if (message === undefined || message.have < message.body.length) {
        return whole;
      }
      this.#partial.delete(this.#next);
      whole.push({ type: message.type, sequence: this.#next, body: message.body });
      this.#next += 1;
    }
  }
}
