/** The addresses of this machine that others can reach it by. */
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import ipaddr from 'ipaddr.js';
import { kindOfInterface, type LinkKind } from '../common/links.ts';
import type { Whereabouts } from '../common/party.ts';

/** More candidates than this only slow down the guests' ICE checks. */
const MAX_ADDRESSES = 8;

interface Candidate {
  readonly address: string;
  readonly rank: number;
}

/**
 * The address as the operating system writes it, or undefined if it is none. Accepts `localhost`.
 * Source of the notation: RFC 5952 for IPv6.
 */
export const parseAddress = (text: string): string | undefined => {
  if (text.toLowerCase() === 'localhost') {
    return '127.0.0.1';
  }
  // Four decimal parts only: `ipaddr.js` would also take 127.1, 0x7f000001 and the like.
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return ipaddr.IPv4.parse(text).toString();
  }
  return text.includes(':') && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text).toString() : undefined;
};

export const isIPv6 = (address: string): boolean => address.includes(':');

/** `0.0.0.0` and `::` mean every address of the machine. */
export const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::';

export const isLoopback = (address: string): boolean => {
  const range = ipaddr.process(address).range();
  return range === 'loopback';
};

/** As it stands in a URL. */
export const inUrl = (address: string): string => (isIPv6(address) ? `[${address}]` : address);

/** Whether this machine has the address, so that a server can listen there. */
export const isOfThisMachine = (
  address: string,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): boolean =>
  isWildcard(address) ||
  isLoopback(address) ||
  Object.values(interfaces).some((infos) =>
    infos?.some((info) => ipaddr.parse(info.address).toString() === ipaddr.parse(address).toString()),
  );

/** What kind of network an address of this machine is of. */
export const linkOf = (address: string, interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): LinkKind | 'loopback' => {
  if (isLoopback(address)) {
    return 'loopback';
  }
  const [name = ''] =
    Object.entries(interfaces).find(([, infos]) => infos?.some((info) => info.address === address)) ?? [];
  return kindOfInterface(name);
};

/** Where the other end of a connection is. */
export const whereaboutsOf = (
  remote: string,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): Whereabouts => {
  if (!ipaddr.isValid(remote)) {
    return { place: 'outside', family: 'IPv4' }; // gone already
  }
  const address = ipaddr.process(remote);
  const family = address.kind() === 'ipv4' ? 'IPv4' : 'IPv6';
  const text = address.toString();
  if (isOfThisMachine(text, interfaces)) {
    return { place: 'here', family };
  }
  const isNear =
    ['private', 'uniqueLocal', 'linkLocal'].includes(address.range()) ||
    Object.values(interfaces).some((infos) => infos?.some(({ cidr }) => cidr !== null && isInRange(address, cidr)));
  return { place: isNear ? 'network' : 'outside', family };
};

const isInRange = (address: ipaddr.IPv4 | ipaddr.IPv6, cidr: string): boolean => {
  const [base, bits] = ipaddr.parseCIDR(cidr);
  return address.kind() === base.kind() && address.match(base, bits);
};

/** Whoever has one address of IPv6 has a network of 64 bits of them. */
export const groupOfAddress = (remote: string): string => {
  if (!ipaddr.isValid(remote)) {
    return remote; // gone already
  }
  const address = ipaddr.process(remote);
  return address instanceof ipaddr.IPv6 ? address.parts.slice(0, 4).join(':') : address.toString();
};

const rankOf = (name: string, info: NetworkInterfaceInfo): number | undefined => {
  const range = ipaddr.parse(info.address).range();
  if (info.internal || range === 'loopback' || (isIPv6(info.address) && range === 'linkLocal')) {
    return undefined;
  }
  // Containers, virtual machines and VPNs: announced too, but never as *the* address.
  const virtual = kindOfInterface(name) === 'lan' ? 0 : 10;
  const selfAssigned = range === 'linkLocal' ? 20 : 0;
  const family = isIPv6(info.address) ? 5 : 0;
  const reach = range === 'private' || range === 'uniqueLocal' ? 0 : 1;
  return virtual + selfAssigned + family + reach;
};

/**
 * Every address under which others may reach this machine, the best for people on the same network first; loopback
 * alone if there is no network.
 * @param interfaces for tests; the machine's own by default
 */
export const usableAddresses = (interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces()): string[] => {
  const candidates: Candidate[] = [];
  for (const [name, infos] of Object.entries(interfaces)) {
    for (const info of infos ?? []) {
      const rank = rankOf(name, info);
      if (rank !== undefined) {
        candidates.push({ address: info.address, rank });
      }
    }
  }
  candidates.sort((left, right) => left.rank - right.rank);
  const addresses = [...new Set(candidates.map(({ address }) => address))].slice(0, MAX_ADDRESSES);
  return addresses.length > 0 ? addresses : ['127.0.0.1'];
};
