/** Whether guests can get here: addresses and ports. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { faultCode } from '../../../common/faultCode.ts';
import { AppError } from '../../../common/errors.ts';
import { isLoopback, usableAddresses } from '../../addresses.ts';
import type { Config } from '../../config.ts';
import { mediaPorts } from '../../media/listen.ts';
import { requireOwnAddresses } from '../../ownAddresses.ts';
import { problem, warning, well, type Finding } from './finding.ts';

const EVERY = '::';

export const lookAtAddresses = (config: Config): Finding => {
  const about = 'addresses';
  try {
    requireOwnAddresses(config);
  } catch (fault) {
    return problem(about, AppError.from(fault).message, 'Correct the setting that it names.');
  }
  const { host, media } = config;
  if (host !== undefined) {
    return isLoopback(host)
      ? warning(about, `${host} is this machine alone`, 'Leave --host out, so that others can reach the party.')
      : well(about, host);
  }
  const usable = usableAddresses();
  if (usable.every(isLoopback)) {
    return warning(about, 'no network is connected', 'Connect one: until then nobody but this machine gets here.');
  }
  return well(about, [...usable, ...media.announcedIps].join(', '));
};

/** @param running whether a server of this data folder holds its ports itself */
export const lookAtWebPort = async ({ host, port }: Config, running: boolean): Promise<Finding> => {
  const about = 'web port';
  const code = await tcpFault(host ?? EVERY, port);
  if (code === undefined) {
    return well(about, `TCP ${String(port)} is free`);
  }
  if (code === 'EADDRINUSE' && running) {
    return well(about, `TCP ${String(port)} is this server's`);
  }
  return code === 'EACCES'
    ? problem(about, `TCP ${String(port)} needs more rights`, 'Choose a port above 1023, or put a proxy before it.')
    : problem(about, `TCP ${String(port)} is taken (${code})`, 'Stop what uses it, or choose another with --port.');
};

/** @param running whether a server of this data folder holds its ports itself */
export const lookAtMediaPorts = async (
  { host, media: { workerCount, port } }: Config,
  running: boolean,
): Promise<Finding> => {
  const about = 'media ports';
  if (running) {
    return well(about, 'this server has them');
  }
  const taken: string[] = [];
  const free: number[] = [];
  for (let place = 0; place < workerCount; place += 1) {
    const choices = mediaPorts(place, workerCount, port).map((choice) => choice);
    const faults = await Promise.all(choices.map(async (choice) => portFault(host ?? EVERY, choice)));
    const index = faults.indexOf(undefined);
    const found = choices[index];
    if (found === undefined) {
      taken.push(choices.map(String).join('/'));
    } else {
      free.push(found);
    }
  }
  return taken.length > 0
    ? problem(about, `taken: ${taken.join(', ')}`, 'Stop what uses them, or choose others with --media-port.')
    : well(about, `UDP and TCP ${free.join(', ')} are free: open them in the firewall`);
};

const portFault = async (host: string, port: number): Promise<string | undefined> =>
  (await tcpFault(host, port)) ?? (await udpFault(host, port));

const tcpFault = async (host: string, port: number): Promise<string | undefined> => {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return undefined;
  } catch (fault) {
    return faultCode(fault) ?? 'unknown reason';
  } finally {
    server.close();
  }
};

const udpFault = async (host: string, port: number): Promise<string | undefined> => {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  try {
    socket.bind({ address: host, port, exclusive: true });
    await once(socket, 'listening');
    return undefined;
  } catch (fault) {
    return faultCode(fault) ?? 'unknown reason';
  } finally {
    socket.close();
  }
};
