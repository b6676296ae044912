/** As much of STUN (RFC 8489) as a controlling ICE agent (RFC 8445) needs towards an ICE lite server. */
import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const MAGIC_COOKIE = 0x2112a442;
const FINGERPRINT_XOR = 0x5354554e;
const HEADER_BYTES = 20;
/** What MESSAGE-INTEGRITY and FINGERPRINT take, with their headers. */
const INTEGRITY_BYTES = 24;
const FINGERPRINT_BYTES = 8;

const ATTRIBUTES = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  iceControlling: 0x802a,
} as const;

/** The only local candidate there is: `priority` of a host candidate, RFC 8445 section 5.1.2.1. */
const PRIORITY = 0x7effffff;

export interface IceCredentials {
  /** `server's ufrag:our ufrag`. */
  readonly username: string;
  /** The server's. */
  readonly password: string;
  /** Ours, 8 bytes: decides who controls, should both want to. */
  readonly tieBreaker: Buffer;
}

export const isStun = (datagram: Buffer): boolean => (datagram[0] ?? 255) < 4;

/** Nominates the pair that it is sent on. */
export function bindingRequest({ username, password, tieBreaker }: IceCredentials): Buffer {
  const priority = Buffer.alloc(4);
  priority.writeUInt32BE(PRIORITY);
  const attributes = Buffer.concat([
    attribute('username', Buffer.from(username)),
    attribute('priority', priority),
    attribute('iceControlling', tieBreaker),
    attribute('useCandidate', Buffer.alloc(0)),
  ]);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(BINDING_REQUEST, 0);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  randomBytes(12).copy(header, 8);
  // The length that is summed counts the attribute being made, RFC 8489 sections 14.5 and 14.7.
  header.writeUInt16BE(attributes.length + INTEGRITY_BYTES, 2);
  const integrity = createHmac('sha1', password).update(header).update(attributes).digest();
  const signed = Buffer.concat([attributes, attribute('messageIntegrity', integrity)]);
  header.writeUInt16BE(signed.length + FINGERPRINT_BYTES, 2);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((crc32(signed, crc32(header)) ^ FINGERPRINT_XOR) >>> 0);
  return Buffer.concat([header, signed, attribute('fingerprint', sum)]);
}

/** Whether the server took a request; nobody on loopback would forge one, so its integrity is not looked at. */
export const isBindingSuccess = (datagram: Buffer): boolean =>
  datagram.length >= HEADER_BYTES && datagram.readUInt16BE(0) === BINDING_SUCCESS;

function attribute(name: keyof typeof ATTRIBUTES, value: Buffer): Buffer {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(ATTRIBUTES[name], 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}
