/** Where guests are told to find the media, and whether the media are there: IPv4, IPv6, UDP and TCP. */
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import type { TransportParameters } from '../../common/media.ts';
import { Party } from '../fakes/party.ts';
import { answersBinding, type Candidate } from '../fakes/candidates.ts';

const hasIPv6 = Object.values(networkInterfaces()).some((infos) => infos?.some(({ address }) => address === '::1'));
/** For documentation: no machine has it. https://www.rfc-editor.org/rfc/rfc5737 */
const PUBLIC = '203.0.113.7';

let party: Party | undefined;

const transportsOf = async (environment: Readonly<Record<string, string>>): Promise<TransportParameters[]> => {
  party = await Party.open({ environment });
  const guest = await party.guest('Anna');
  const { sendTransport, receiveTransport } = await guest.joinVoice(guest.voiceChannel('Lounge'));
  return [sendTransport, receiveTransport];
};

const ways = (candidates: readonly Candidate[]): string[] =>
  candidates.map(({ protocol, ip }) => `${protocol} ${ip}`).sort();

afterEach(async () => {
  await party?.close();
  party = undefined;
});

describe('a joiner is told', () => {
  it('the address in this network and the one from outside, by UDP and TCP, on the same ports', async () => {
    for (const { iceCandidates } of await transportsOf({ WEBRTC_ANNOUNCED_IP: PUBLIC })) {
      expect(ways(iceCandidates)).toEqual(['tcp 127.0.0.1', `tcp ${PUBLIC}`, 'udp 127.0.0.1', `udp ${PUBLIC}`].sort());
      expect(new Set(iceCandidates.map(({ protocol, port }) => `${protocol} ${String(port)}`)).size).toBe(2);
      // Guests try UDP first: a late voice is worse than a lost one.
      const priorityOf = (protocol: string): number[] =>
        iceCandidates.filter((candidate) => candidate.protocol === protocol).map(({ priority }) => priority);
      expect(Math.min(...priorityOf('udp'))).toBeGreaterThan(Math.max(...priorityOf('tcp')));
    }
  });

  it.runIf(hasIPv6)('addresses of both IP versions, each with the announced one of its own', async () => {
    const announced = '2001:db8::7';
    const [transport] = await transportsOf({
      WEBRTC_LISTEN_IP: '127.0.0.1,::1',
      WEBRTC_ANNOUNCED_IP: `${announced},${PUBLIC}`,
    });
    expect(ways(transport?.iceCandidates ?? []).filter((way) => way.startsWith('udp'))).toEqual(
      ['udp 127.0.0.1', 'udp ::1', `udp ${announced}`, `udp ${PUBLIC}`].sort(),
    );
  });
});

describe('the media', () => {
  it('answer by UDP, and by TCP where that is all there is', async () => {
    for (const { iceCandidates, iceParameters } of await transportsOf({})) {
      expect(ways(iceCandidates)).toEqual(['tcp 127.0.0.1', 'udp 127.0.0.1']);
      for (const candidate of iceCandidates) {
        expect(await answersBinding(candidate, iceParameters), candidate.protocol).toBe(true);
        expect(await answersBinding(candidate, { ...iceParameters, password: 'wrong' })).toBe(false);
      }
    }
  });

  it.runIf(hasIPv6)('of a server on IPv6 alone are there, by UDP and TCP', async () => {
    const [transport] = await transportsOf({ YANKCORD_HOST: '::1' });
    expect(party?.url).toMatch(/^https:\/\/\[::1\]:\d+$/);
    expect(ways(transport?.iceCandidates ?? [])).toEqual(['tcp ::1', 'udp ::1']);
    for (const candidate of transport?.iceCandidates ?? []) {
      expect(await answersBinding(candidate, transport?.iceParameters ?? { usernameFragment: '', password: '' })).toBe(
        true,
      );
    }
  });
});
