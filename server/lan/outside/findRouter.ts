import { readFile } from 'node:fs/promises';
import type { Link } from '../../../common/links.ts';
import { NatPmpRouter } from './NatPmpRouter.ts';
import type { Router } from './Router.ts';
import { UpnpRouter } from './UpnpRouter.ts';

/** By UPnP where it speaks that, else by NAT-PMP. @throws where none of a link answers */
export const findRouter = async (link: Link): Promise<Router> => {
  const asked = [
    UpnpRouter.find(link),
    gatewayOf(link).then(async (gateway) => NatPmpRouter.open(link.address, gateway)),
  ];
  const answers = await Promise.allSettled(asked);
  const [first, ...others] = answers.flatMap((answer): Router[] =>
    answer.status === 'fulfilled' ? [answer.value] : [],
  );
  for (const other of others) {
    other.close();
  }
  if (first === undefined) {
    throw new Error('no router answers');
  }
  return first;
};

/** The router's address, as Linux tells it; elsewhere the first of the network, which it nearly always has. */
const gatewayOf = async ({ name, cidr }: Link): Promise<string> => {
  const routes = await readFile('/proc/net/route', 'utf8').catch(() => '');
  const [, , hex] =
    routes
      .split('\n')
      .map((line) => line.trim().split(/\s+/u))
      .find(([device, target]) => device === name && target === '00000000') ?? [];
  if (hex !== undefined) {
    return (hex.match(/../gu) ?? [])
      .reverse()
      .map((byte) => Number.parseInt(byte, 16))
      .join('.');
  }
  const [network = '', bits = '24'] = cidr.split('/');
  const value = network.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(value / size) * size + 1;
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
};
