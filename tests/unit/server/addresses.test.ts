import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { inUrl, isLoopback, isOfThisMachine, parseAddress, usableAddresses } from '../../../server/addresses.ts';

const at = (address: string, internal = false): NetworkInterfaceInfo => {
  const common = { address, internal, mac: '00:00:00:00:00:00', cidr: null };
  return address.includes(':')
    ? { ...common, family: 'IPv6', netmask: 'ffff::', scopeid: 0 }
    : { ...common, family: 'IPv4', netmask: '255.255.255.0' };
};

describe('usable addresses', () => {
  it('are all but loopback and link-local IPv6, the one of the LAN first', () => {
    const interfaces = {
      lo: [at('127.0.0.1', true), at('::1', true)],
      docker0: [at('172.17.0.1')],
      wg0: [at('10.8.0.2')],
      eth0: [at('fe80::1'), at('2001:db8::5'), at('192.168.1.5')],
      eth1: [at('169.254.7.7')],
    };
    const addresses = usableAddresses(interfaces);
    expect(addresses[0]).toBe('192.168.1.5');
    expect(addresses[1]).toBe('2001:db8::5');
    expect(new Set(addresses)).toEqual(
      new Set(['192.168.1.5', '2001:db8::5', '172.17.0.1', '10.8.0.2', '169.254.7.7']),
    );
    expect(addresses.at(-1)).toBe('169.254.7.7');
  });

  it('are loopback where there is no network', () => {
    expect(usableAddresses({ lo: [at('127.0.0.1', true)] })).toEqual(['127.0.0.1']);
  });

  it('are not endless', () => {
    const many = Array.from({ length: 50 }, (_, index) => at(`192.168.1.${String(index + 1)}`));
    expect(usableAddresses({ eth0: many }).length).toBeLessThanOrEqual(8);
  });
});

describe('an address', () => {
  it('is parsed strictly', () => {
    expect(parseAddress('192.168.1.5')).toBe('192.168.1.5');
    expect(parseAddress('2001:DB8:0::5')).toBe('2001:db8::5');
    expect(parseAddress('LocalHost')).toBe('127.0.0.1');
    for (const text of ['', '1', '127.1', '010.0.0.1', '1.2.3.4.5', 'a.b.c.d', ':::']) {
      expect(parseAddress(text), text).toBeUndefined();
    }
  });

  it('stands in brackets in a URL if it is IPv6', () => {
    expect(inUrl('::1')).toBe('[::1]');
    expect(inUrl('10.0.0.1')).toBe('10.0.0.1');
  });

  it('belongs to this machine or does not', () => {
    expect(isLoopback('127.0.0.5')).toBe(true);
    expect(isLoopback('::1')).toBe(true);
    expect(isOfThisMachine('127.0.0.1')).toBe(true);
    expect(isOfThisMachine('0.0.0.0')).toBe(true);
    expect(isOfThisMachine('192.0.2.1', { eth0: [at('192.0.2.2')] })).toBe(false);
    expect(isOfThisMachine('192.0.2.2', { eth0: [at('192.0.2.2')] })).toBe(true);
  });
});
