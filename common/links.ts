/** The networks a machine is part of, by what its operating system says of its interfaces. Reads nothing by itself. */
import ipaddr from 'ipaddr.js';

/** As much of Node's `NetworkInterfaceInfo` as is looked at. */
export interface InterfaceAddress {
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly internal: boolean;
  /** The address and how many bits of it are the network's; null where the netmask is none. */
  readonly cidr: string | null;
}
export type Interfaces = Readonly<Record<string, readonly InterfaceAddress[] | undefined>>;

/** `lan`: a network of people's machines; `vpn`: one that leads elsewhere; `virtual`: containers and virtual machines. */
export type LinkKind = 'lan' | 'vpn' | 'virtual';

const VPN = /^(tun|tap|wg|tailscale|utun|zt|ppp|ipsec|nordlynx|proton)/i;
const VIRTUAL =
  /^(docker|br-|veth|virbr|vmnet|vmware|vboxnet|virtualbox|cni|flannel|podman|lxc|lxd|hyper-v|bridge\d|awdl|llw|anpi|ifb)/i;

/** By the name alone: no system says more without being asked for a lot. */
export const kindOfInterface = (name: string): LinkKind => {
  if (VPN.test(name)) {
    return 'vpn';
  }
  return VIRTUAL.test(name) ? 'virtual' : 'lan';
};

/** One interface with one IPv4 address, and what else it is reached by. */
export interface Link {
  readonly name: string;
  readonly address: string;
  /** As `192.0.2.0/24`; whoever has an address in it is on this link. */
  readonly cidr: string;
  readonly addresses6: readonly string[];
}

/** The links that a party is announced on: real networks with an IPv4 address. */
export const lanLinks = (interfaces: Interfaces): Link[] =>
  Object.entries(interfaces).flatMap(([name, infos = []]) => {
    if (kindOfInterface(name) !== 'lan') {
      return [];
    }
    const addresses6 = infos
      .filter(({ family, internal, address }) => family === 'IPv6' && !internal && !/^fe[89ab]/i.test(address))
      .map(({ address }) => address);
    return infos.flatMap(({ address, family, internal, cidr }): Link[] =>
      family === 'IPv4' && !internal && cidr !== null ? [{ name, address, cidr, addresses6 }] : [],
    );
  });

/** Whether an address is of this link, so that what it sent came over no router (RFC 6762, section 11). */
export const isOnLink = ({ cidr }: Pick<Link, 'cidr'>, address: string): boolean => {
  if (!ipaddr.isValid(address)) {
    return false;
  }
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' && parsed.match(ipaddr.parseCIDR(cidr));
};

/** Told apart by what matters: a link that got another address is another. */
export const keyOfLink = ({ name, address, cidr, addresses6 }: Link): string =>
  [name, address, cidr, ...addresses6].join(' ');
