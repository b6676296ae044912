import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeAdvert, SERVICE, type Advert } from '../../../common/lan.ts';
import { SILENT_LOG } from '../../../common/log.ts';
import { Discovery } from '../../../electron/lan/Discovery.ts';
import { readSightings } from '../../../electron/lan/sightings.ts';

type Answer = NonNullable<Parameters<Discovery['hear']>[0]['answers']>[number];

const HOME = '192.0.2.7';
const fingerprintOf = (index: number): string =>
  Array.from({ length: 32 }, () => index.toString(16).padStart(2, '0').toUpperCase()).join(':');

const advertOf = (index: number): Advert => ({
  name: `Party ${String(index)}`,
  host: 'ana-pc',
  fingerprint: fingerprintOf(index),
  protocolVersion: 2,
  people: 1,
  sinceS: 1_790_000_000,
});

interface Told {
  readonly advert?: Advert;
  readonly address?: string;
  readonly port?: number;
  readonly ttl?: number;
}

const packetOf = (
  index: number,
  { advert = advertOf(index), address = HOME, port = 7_880, ttl = 120 }: Told = {},
): { answers: Answer[] } => {
  const label = `p${String(index)}.${SERVICE}`;
  return {
    answers: [
      { type: 'PTR', name: SERVICE, ttl, data: label },
      { type: 'SRV', name: label, ttl, data: { port, target: `p${String(index)}.local` } },
      { type: 'TXT', name: label, ttl, data: encodeAdvert(advert).map((word) => Buffer.from(word)) },
      { type: 'A', name: `p${String(index)}.local`, ttl, data: address },
    ],
  };
};

describe('parties found on the network', () => {
  let nowMs = 0;
  let discovery: Discovery;

  beforeEach(() => {
    vi.useFakeTimers();
    nowMs = 1_000;
    // No interface at all: what arrives is given by the test.
    discovery = Discovery.open({ log: SILENT_LOG, interfaces: () => ({}), nowMs: () => nowMs });
  });
  afterEach(() => {
    discovery.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  const pass = (ms: number): void => {
    nowMs += ms;
    vi.advanceTimersByTime(ms);
  };

  it('are told of together, as they come and go', () => {
    const told: string[][] = [];
    discovery.events.on('partiesChanged', ({ parties }) => told.push(parties.map(({ name }) => name)));
    discovery.hear(packetOf(1), HOME);
    discovery.hear(packetOf(2), HOME);
    pass(1_000);
    expect(told).toEqual([['Party 1', 'Party 2']]);
    discovery.hear(packetOf(1), HOME);
    pass(1_000);
    expect(told).toHaveLength(1);
    discovery.hear(packetOf(1, { ttl: 0 }), HOME);
    pass(1_000);
    expect(told.at(-1)).toEqual(['Party 2']);
    expect(discovery.parties[0]).toMatchObject({ url: `https://${HOME}:7880`, fingerprint: fingerprintOf(2) });
  });

  it('are forgotten when nobody repeats them', () => {
    discovery.hear(packetOf(1), HOME);
    pass(100_000);
    discovery.hear(packetOf(1), HOME);
    pass(100_000);
    expect(discovery.parties).toHaveLength(1);
    pass(30_000);
    expect(discovery.parties).toEqual([]);
  });

  it('cannot be taken away by another machine, nor moved to one', () => {
    discovery.hear(packetOf(1), HOME);
    discovery.hear(packetOf(1, { ttl: 0, address: '192.0.2.66' }), '192.0.2.66');
    discovery.hear(packetOf(1, { address: '192.0.2.66' }), '192.0.2.66');
    expect(discovery.parties.map(({ url }) => url)).toEqual([`https://${HOME}:7880`]);
    discovery.hear(packetOf(3, { address: '192.0.2.66' }), HOME);
    expect(discovery.parties).toHaveLength(1);
  });

  it('are few, however many one machine or all of them claim', () => {
    for (let index = 1; index < 100; index += 1) {
      pass(1_000);
      discovery.hear(packetOf(index), HOME);
    }
    expect(discovery.parties).toHaveLength(3);
    for (let index = 1; index < 200; index += 1) {
      discovery.hear(packetOf(index, { address: `198.51.100.${String(index)}` }), `198.51.100.${String(index)}`);
    }
    expect(discovery.parties.length).toBeLessThanOrEqual(50);
  });

  it('are not looked at in a flood of one machine, whose others are heard', () => {
    for (let index = 0; index < 1_000; index += 1) {
      discovery.hear(packetOf(1, { advert: { ...advertOf(1), people: index } }), HOME);
    }
    expect(discovery.parties[0]?.people).toBeLessThan(100);
    discovery.hear(packetOf(2, { address: '192.0.2.8' }), '192.0.2.8');
    expect(discovery.parties).toHaveLength(2);
  });
});

describe('a packet of the network', () => {
  it('is a party only with all of its records, of the machine that sent it, and a port', () => {
    expect(readSightings(packetOf(1), HOME).sightings).toHaveLength(1);
    for (const missing of ['PTR', 'SRV', 'TXT', 'A']) {
      const { answers } = packetOf(1);
      expect(
        readSightings({ answers: answers.filter(({ type }) => type !== missing) }, HOME).sightings,
        missing,
      ).toEqual([]);
    }
    expect(readSightings(packetOf(1, { port: 0 }), HOME).sightings).toEqual([]);
    expect(readSightings(packetOf(1), '192.0.2.8').sightings).toEqual([]);
    const flood = { answers: Array.from({ length: 20 }, (_, index) => packetOf(index).answers).flat() };
    expect(readSightings(flood, HOME).sightings).toEqual([]);
  });

  it('may hold anything', () => {
    const record = fc.record({
      type: fc.constantFrom('PTR', 'SRV', 'TXT', 'A', 'AAAA', 'OPT'),
      name: fc.oneof(fc.constant(SERVICE), fc.constant(`x.${SERVICE}`), fc.string()),
      ttl: fc.integer(),
      data: fc.oneof(fc.constant(`x.${SERVICE}`), fc.record({ port: fc.integer(), target: fc.string() }), fc.string()),
    });
    fc.assert(
      fc.property(fc.array(record), (answers) => {
        const fit = answers.filter(({ type, data }) => (type === 'SRV') === (typeof data === 'object'));
        // What the decoder gives for these types; the types of the package know more of each.
        expect(readSightings({ answers: fit as unknown as Answer[] }, HOME).sightings).toEqual([]);
      }),
    );
  });
});
