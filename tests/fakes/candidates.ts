/** The first words of ICE to a candidate, over UDP or, behind its length (RFC 4571), TCP. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import type { TransportParameters } from '../../common/media.ts';
import { bindingRequest, isBindingSuccess } from '../bench/load/stun.ts';

const ANSWER_TIMEOUT_MS = 3_000;
/** Where both the request and its answer say which request it is. */
const TRANSACTION = [8, 20] as const;

export type Candidate = TransportParameters['iceCandidates'][number];

/** Whether the server answers a binding request at this candidate. */
export const answersBinding = async (
  candidate: Candidate,
  { usernameFragment, password }: TransportParameters['iceParameters'],
): Promise<boolean> => {
  const request = bindingRequest({ username: `${usernameFragment}:test`, password, tieBreaker: randomBytes(8) });
  const answer = await (candidate.protocol === 'udp' ? overUdp(candidate, request) : overTcp(candidate, request));
  return (
    answer !== undefined &&
    isBindingSuccess(answer) &&
    answer.subarray(...TRANSACTION).equals(request.subarray(...TRANSACTION))
  );
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
