import { describe, expect, it } from 'vitest';
import { isOnLink, kindOfInterface, lanLinks, type InterfaceAddress } from '../../../common/links.ts';

const four = (address: string, internal = false): InterfaceAddress => ({
  address,
  family: 'IPv4',
  internal,
  cidr: `${address}/24`,
});
const six = (address: string): InterfaceAddress => ({
  address,
  family: 'IPv6',
  internal: false,
  cidr: `${address}/64`,
});

describe('the networks of a machine', () => {
  it('are told apart by the names of their interfaces', () => {
    const kinds = (...names: string[]): string[] => names.map(kindOfInterface);
    expect(new Set(kinds('eth0', 'enp3s0', 'wlan0', 'wlp2s0', 'en0', 'Ethernet', 'Wi-Fi', 'WLAN'))).toEqual(
      new Set(['lan']),
    );
    expect(new Set(kinds('tun0', 'wg0', 'tailscale0', 'utun3', 'ztabc'))).toEqual(new Set(['vpn']));
    expect(
      new Set(kinds('docker0', 'br-12ab', 'veth1', 'vEthernet (WSL)', 'virbr0', 'VMware Network Adapter')),
    ).toEqual(new Set(['virtual']));
  });

  it('are announced on where people are, with all addresses of that interface and no other', () => {
    const links = lanLinks({
      lo: [four('127.0.0.1', true)],
      eth0: [four('192.0.2.7'), six('2001:db8::7'), six('fe80::1')],
      docker0: [four('172.17.0.1')],
      wg0: [four('10.9.0.2')],
      wlan0: [six('2001:db8::8')],
      gone: undefined,
    });
    expect(links).toEqual([{ name: 'eth0', address: '192.0.2.7', cidr: '192.0.2.7/24', addresses6: ['2001:db8::7'] }]);
  });

  it('hold who is in their range', () => {
    const link = { cidr: '192.0.2.7/24' };
    expect(isOnLink(link, '192.0.2.200')).toBe(true);
    expect(isOnLink(link, '::ffff:192.0.2.200')).toBe(true);
    for (const other of ['192.0.3.1', '127.0.0.1', '2001:db8::1', '', 'x', '192.0.2.999']) {
      expect(isOnLink(link, other), other).toBe(false);
    }
  });
});
