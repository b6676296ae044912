import { createECDH, createHash, randomBytes, sign } from 'node:crypto';
import type { Closable } from '../../../../common/lifetime.ts';
import type { DtlsFingerprint } from '../../../../common/media.ts';
import type { DtlsCertificate } from '../certificate.ts';
import { MASTER_KEY_BYTES, MASTER_SALT_BYTES, SRTP_AEAD_AES_128_GCM, type SrtpKeys } from '../srtp.ts';
import { CIPHER_SUITE, prf, RecordCipher, sha256 } from './secrets.ts';
import {
  Cursor,
  DTLS_1_2,
  HANDSHAKE,
  readRecords,
  Reassembly,
  RECORD,
  recordNumber,
  uint,
  vector,
  writeHandshake,
  writeRecord,
  type DtlsRecord,
  type HandshakeMessage,
} from './wire.ts';

/** RFC 6347 says 1 s and suggests less where round trips are short; Chromium begins with 50 ms. */
const RETRANSMIT_MS = 100;
const ECDSA_P256_SHA256 = 0x0403;
const P256 = 0x0017;
const EXTENSION = {
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  useSrtp: 14,
  extendedMasterSecret: 23,
  renegotiationInfo: 0xff01,
} as const;

export interface DtlsOptions {
  readonly certificate: DtlsCertificate;
  /** One of these must be the server's. */
  readonly expected: readonly DtlsFingerprint[];
  send(datagram: Buffer): void;
  /** Once, with the handshake's end. */
  onKeys(keys: SrtpKeys): void;
  /** Once, when the handshake fails or the server ends the connection. */
  onFault(fault: Error): void;
}

type State =
  | { readonly kind: 'idle' | 'hello' | 'closed' }
  | { readonly kind: 'finishing'; readonly cipher: RecordCipher; readonly master: Buffer }
  | { readonly kind: 'connected'; readonly cipher: RecordCipher };

/**
 * The client's side of a DTLS 1.2 handshake, by Node's own cryptography: a library in JavaScript takes some ms for
 * each, which a hundred peers who come at once would notice more than the server's work. One cipher suite, one curve,
 * the server known by its fingerprint; enough for a WebRTC server, and for nothing else.
 */
export class DtlsClient implements Closable {
  readonly #options: DtlsOptions;
  readonly #random = randomBytes(32);
  readonly #ecdh = createECDH('prime256v1');
  readonly #reassembly = new Reassembly();
  /** Every handshake message so far, as both sides hash it. */
  #transcript: Buffer[] = [];
  readonly #server: { random: Buffer; point: Buffer } = { random: Buffer.alloc(0), point: Buffer.alloc(0) };
  #state: State = { kind: 'idle' };
  #messageSequence = 0;
  readonly #recordSequences = [0, 0];
  #flight: (() => Buffer)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DtlsOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#state.kind === 'idle') {
      this.#ecdh.generateKeys();
      this.#state = { kind: 'hello' };
      this.#sendFlight([this.#handshake(HANDSHAKE.clientHello, this.#hello(Buffer.alloc(0)))]);
    }
  }

  receive(datagram: Buffer): void {
    try {
      for (const record of readRecords(datagram)) {
        this.#receiveRecord(record);
      }
    } catch (fault) {
      this.#fail(new Error('the DTLS handshake failed', { cause: fault }));
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#state = { kind: 'closed' };
  }

  #receiveRecord(record: DtlsRecord): void {
    if (this.#state.kind === 'closed') {
      return;
    }
    const sealed = record.epoch > 0;
    if (sealed && !('cipher' in this.#state)) {
      return; // before its ChangeCipherSpec could be understood; it comes again
    }
    const body = sealed && 'cipher' in this.#state ? this.#state.cipher.open(record) : record.body;
    if (record.type === RECORD.handshake) {
      for (const message of this.#reassembly.add(body)) {
        this.#receiveMessage(message);
      }
    } else if (record.type === RECORD.alert && body[0] === 2) {
      this.#fail(new Error(`the server ends DTLS with alert ${String(body[1])}`));
    } else if (record.type === RECORD.alert) {
      this.#fail(new Error('the server closes DTLS'));
    }
  }

  #receiveMessage(message: HandshakeMessage): void {
    const cursor = new Cursor(message.body);
    if (message.type === HANDSHAKE.helloVerifyRequest) {
      cursor.take(2);
      this.#transcript = [];
      this.#sendFlight([this.#handshake(HANDSHAKE.clientHello, this.#hello(cursor.vector(1)))]);
      return;
    }
    if (message.type === HANDSHAKE.finished) {
      this.#finish(message);
      return;
    }
    this.#transcript.push(writeHandshake(message));
    switch (message.type) {
      case HANDSHAKE.serverHello:
        cursor.take(2);
        this.#server.random = cursor.take(32);
        cursor.vector(1);
        if (cursor.uint(2) !== CIPHER_SUITE) {
          throw new Error('the server chose a cipher suite that was not offered');
        }
        break;
      case HANDSHAKE.certificate:
        this.#checkCertificate(new Cursor(cursor.vector(3)).vector(3));
        break;
      case HANDSHAKE.serverKeyExchange:
        cursor.take(3); // named curve, P-256: no other was offered. Its signature is the fingerprint's to vouch for here.
        this.#server.point = cursor.vector(1);
        break;
      case HANDSHAKE.serverHelloDone:
        this.#answer();
        break;
      default: // the certificate request: there is only one certificate to give
    }
  }

  #checkCertificate(der: Buffer): void {
    const plain = (text: string): string => text.replaceAll(':', '').toLowerCase();
    const matches = this.#options.expected.some(
      ({ algorithm, value }) => createHash(algorithm.replace('-', '')).update(der).digest('hex') === plain(value),
    );
    if (!matches) {
      throw new Error("the server's certificate is not the one it announced");
    }
  }

  /** The second and last flight: certificate, key, proof of its possession, and from here on enciphered. */
  #answer(): void {
    const { certificate } = this.#options;
    const shown = this.#handshake(HANDSHAKE.certificate, vector(3, vector(3, certificate.der)));
    const key = this.#handshake(HANDSHAKE.clientKeyExchange, vector(1, this.#ecdh.getPublicKey()));
    const shared = this.#ecdh.computeSecret(this.#server.point);
    // RFC 7627: bound to this handshake by its hash.
    const master = prf(shared, 'extended master secret', sha256(...this.#transcript), 48);
    const signature = sign('sha256', Buffer.concat(this.#transcript), certificate.privateKey);
    const proof = Buffer.concat([uint(ECDSA_P256_SHA256, 2), vector(2, signature)]);
    const verify = this.#handshake(HANDSHAKE.certificateVerify, proof);
    const verification = prf(master, 'client finished', sha256(...this.#transcript), 12);
    const finished = this.#message(HANDSHAKE.finished, verification);
    const cipher = new RecordCipher(master, this.#random, this.#server.random);
    this.#state = { kind: 'finishing', cipher, master };
    this.#sendFlight([
      shown,
      key,
      verify,
      () => writeRecord(RECORD.changeCipherSpec, this.#number(0), Buffer.from([1])),
      () => {
        const number = this.#number(1);
        return writeRecord(RECORD.handshake, number, cipher.seal(RECORD.handshake, number, finished));
      },
    ]);
  }

  #finish(message: HandshakeMessage): void {
    if (this.#state.kind !== 'finishing') {
      return;
    }
    const { cipher, master } = this.#state;
    if (!prf(master, 'server finished', sha256(...this.#transcript), 12).equals(message.body)) {
      throw new Error('the server saw another handshake');
    }
    clearInterval(this.#timer);
    this.#state = { kind: 'connected', cipher };
    this.#transcript = [];
    this.#options.onKeys(this.#export(master));
  }

  /** RFC 5764 section 4.2. */
  #export(master: Buffer): SrtpKeys {
    const seed = Buffer.concat([this.#random, this.#server.random]);
    const material = new Cursor(prf(master, 'EXTRACTOR-dtls_srtp', seed, 2 * (MASTER_KEY_BYTES + MASTER_SALT_BYTES)));
    const [ourKey, theirKey] = [material.take(MASTER_KEY_BYTES), material.take(MASTER_KEY_BYTES)];
    const [ourSalt, theirSalt] = [material.take(MASTER_SALT_BYTES), material.take(MASTER_SALT_BYTES)];
    return { ours: { key: ourKey, salt: ourSalt }, theirs: { key: theirKey, salt: theirSalt } };
  }

  #hello(cookie: Buffer): Buffer {
    const extension = (type: number, body: Buffer): Buffer => Buffer.concat([uint(type, 2), vector(2, body)]);
    return Buffer.concat([
      DTLS_1_2,
      this.#random,
      vector(1), // no session to resume
      vector(1, cookie),
      vector(2, uint(CIPHER_SUITE, 2)),
      vector(1, uint(0, 1)), // no compression
      vector(
        2,
        extension(EXTENSION.supportedGroups, vector(2, uint(P256, 2))),
        extension(EXTENSION.pointFormats, vector(1, uint(0, 1))),
        extension(EXTENSION.signatureAlgorithms, vector(2, uint(ECDSA_P256_SHA256, 2))),
        extension(EXTENSION.useSrtp, Buffer.concat([vector(2, uint(SRTP_AEAD_AES_128_GCM, 2)), vector(1)])),
        extension(EXTENSION.extendedMasterSecret, Buffer.alloc(0)),
        extension(EXTENSION.renegotiationInfo, vector(1)),
      ),
    ]);
  }

  /** The next handshake message, noted in the transcript. */
  #message(type: number, body: Buffer): Buffer {
    const message = writeHandshake({ type, sequence: this.#messageSequence, body });
    this.#messageSequence += 1;
    this.#transcript.push(message);
    return message;
  }

  #handshake(type: number, body: Buffer): () => Buffer {
    const message = this.#message(type, body);
    return () => writeRecord(RECORD.handshake, this.#number(0), message);
  }

  #number(epoch: 0 | 1): Buffer {
    const sequence = this.#recordSequences[epoch] ?? 0;
    this.#recordSequences[epoch] = sequence + 1;
    return recordNumber(epoch, sequence);
  }

  /** Sent until the next flight of the server is whole; records are numbered anew each time. */
  #sendFlight(flight: (() => Buffer)[]): void {
    this.#flight = flight;
    clearInterval(this.#timer);
    const send = (): void => {
      this.#options.send(Buffer.concat(this.#flight.map((record) => record())));
    };
    this.#timer = setInterval(send, RETRANSMIT_MS);
    send();
  }

  #fail(fault: Error): void {
    if (this.#state.kind !== 'closed') {
      this.close();
      this.#options.onFault(fault);
    }
  }
}
