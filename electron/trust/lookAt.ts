import { connect } from 'node:tls';
import { isIP } from 'node:net';
import { AppError } from '../../common/errors.ts';

const LOOK_MS = 5_000;
const HTTPS_PORT = 443;

export interface Shown {
  /** SHA-256, 32 upper-case bytes with colons between. */
  readonly fingerprint: string;
  /** Whether authorities that the system trusts vouch for it and its name. */
  readonly vouched: boolean;
}

/** Which certificate a server shows; nothing is said to it. @throws AppError `server_unreachable` */
export function lookAt(origin: string): Promise<Shown> {
  const { hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/gu, '');
  const socket = connect({
    host,
    port: port === '' ? HTTPS_PORT : Number(port),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    // To be judged by whoever asked.
    rejectUnauthorized: false,
  });
  return new Promise<Shown>((resolve, reject) => {
    const fail = (why: string): void => {
      reject(new AppError('server_unreachable', why));
    };
    socket.setTimeout(LOOK_MS, () => {
      fail('no answer in time');
    });
    socket.once('error', (fault: Error) => {
      fail(fault.message);
    });
    socket.once('secureConnect', () => {
      const { fingerprint256 } = socket.getPeerCertificate();
      resolve({ fingerprint: fingerprint256, vouched: socket.authorized });
    });
    socket.once('close', () => {
      fail('it closed the connection');
    });
  }).finally(() => {
    socket.on('error', () => undefined); // nobody waits for it any more
    socket.destroy();
  });
}
