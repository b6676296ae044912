/** The first words of ICE, spoken by hand: https://www.rfc-editor.org/rfc/rfc8489 and, for TCP, RFC 4571. */
import { createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { crc32 } from 'node:zlib';
import type { TransportParameters } from '../../common/media.ts';

const COOKIE = 0x2112a442;
const FINGERPRINT_MASK = 0x5354554e;
const BINDING_SUCCESS = 0x0101;
const HEADER_BYTES = 20;
const ANSWER_TIMEOUT_MS = 3_000;

export type Candidate = TransportParameters['iceCandidates'][number];

const attribute = (type: number, value: Buffer): Buffer => {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
};

const numberOf = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

/** A binding request as an ICE agent in control sends it. */
const bindingRequest = ({ usernameFragment, password }: TransportParameters['iceParameters']): Buffer => {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(0x0001, 0);
  header.writeUInt32BE(COOKIE, 4);
  randomBytes(12).copy(header, 8);
  const withLength = (body: Buffer, length: number): Buffer => {
    header.writeUInt16BE(length, 2);
    return Buffer.concat([header, body]);
  };
  const named = Buffer.concat([
    attribute(0x0006, Buffer.from(`${usernameFragment}:test`)),
    attribute(0x0024, numberOf(1)),
    attribute(0x802a, randomBytes(8)),
    attribute(0x0025, Buffer.alloc(0)),
  ]);
  // Each of the last two covers all before it, with a length that counts itself.
  const integrity = createHmac('sha1', password)
    .update(withLength(named, named.length + 24))
    .digest();
  const whole = Buffer.concat([named, attribute(0x0008, integrity)]);
  const check = crc32(withLength(whole, whole.length + 8)) ^ FINGERPRINT_MASK;
  return withLength(Buffer.concat([whole, attribute(0x8028, numberOf(check))]), whole.length + 8);
};

/** Whether the server answers a binding request at this candidate. */
export const answersBinding = async (
  candidate: Candidate,
  iceParameters: TransportParameters['iceParameters'],
): Promise<boolean> => {
  const request = bindingRequest(iceParameters);
  const answer = await (candidate.protocol === 'udp' ? overUdp(candidate, request) : overTcp(candidate, request));
  const transaction = answer?.subarray(8, HEADER_BYTES);
  return answer?.readUInt16BE(0) === BINDING_SUCCESS && transaction?.equals(request.subarray(8, HEADER_BYTES)) === true;
};

const overUdp = async ({ ip, port }: Candidate, request: Buffer): Promise<Buffer | undefined> =>
  new Promise((resolve) => {
    const socket = createSocket(ip.includes(':') ? 'udp6' : 'udp4');
    const end = (answer: Buffer | undefined): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(end, ANSWER_TIMEOUT_MS, undefined);
    socket.on('message', end);
    socket.on('error', () => {
      end(undefined);
    });
    socket.send(request, port, ip);
  });

/** Each message goes behind its length, two bytes. */
const overTcp = async ({ ip, port }: Candidate, request: Buffer): Promise<Buffer | undefined> =>
  new Promise((resolve) => {
    const socket = connect(port, ip);
    const end = (answer: Buffer | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(end, ANSWER_TIMEOUT_MS, undefined);
    let received: Buffer = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      if (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        end(received.subarray(2, 2 + received.readUInt16BE(0)));
      }
    });
    socket.on('error', () => {
      end(undefined);
    });
    socket.on('connect', () => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(request.length);
      socket.write(Buffer.concat([length, request]));
    });
  });
