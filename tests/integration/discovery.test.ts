import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { labelOf, nearbyParty, SERVICE, type NearbyParty } from '../../common/lan.ts';
import { PROTOCOL_VERSION } from '../../common/signaling.ts';
import { config } from '../config.ts';
import { Lan } from '../fakes/Lan.ts';
import { eventually, makeFolder, makeWebDir } from '../fakes/party.ts';

const SERVER = join(import.meta.dirname, '../../server/main.ts');
const BROWSER = join(import.meta.dirname, '../fakes/lan/browser.ts');
const WIRE = join(import.meta.dirname, '../fakes/lan/wire.ts');
const PARTY_MS = 25_000;
const SILENCE_MS = 4_000;

const found = z.object({ parties: z.array(nearbyParty) });
const packet = z.object({
  address: z.string(),
  records: z.array(z.object({ type: z.string(), name: z.string(), ttl: z.number().optional(), data: z.unknown() })),
});
type Packet = z.infer<typeof packet>;

const { obstacle } = Lan;

describe.skipIf(obstacle !== undefined)(`a party on a network of its own (${obstacle ?? 'real mDNS'})`, () => {
  let lan: Lan;
  let folder = '';
  let children: ChildProcess[] = [];

  beforeEach(async () => {
    children = [];
    folder = await makeFolder();
    lan = Lan.open('host', 'guest');
  });
  afterEach(async () => {
    for (const child of children) {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }
    }
    lan.close();
    await rm(folder, { recursive: true, force: true });
  });

  const start = (
    machine: string,
    script: string,
    args: string[] = [],
    env: Record<string, string> = {},
  ): ChildProcess => {
    const child = lan.fork(machine, script, args, env);
    children.push(child);
    return child;
  };
  /** A server as `npm start` runs it; answers when it says `ready`. */
  const host = async (...flags: string[]): Promise<ChildProcess> => {
    const server = start('host', SERVER, ['serve', `--data=${join(folder, 'data')}`, '--media-port=0', ...flags], {
      YANKCORD_WEB_DIR: await makeWebDir(folder),
      MEDIA_WORKER_COUNT: '1',
      YANKCORD_LOG_LEVEL: 'silent',
      ...(config.workerBin === undefined ? {} : { MEDIASOUP_WORKER_BIN: config.workerBin }),
    });
    let printed = '';
    server.stderr?.on('data', (text) => (printed += String(text)));
    server.stdout?.on('data', (text) => (printed += String(text)));
    await eventually(
      () => printed.includes('\nready '),
      () => printed,
      PARTY_MS,
    );
    return server;
  };
  /** The parties that a guest's app sees, as they are now. */
  const browse = (): { readonly parties: NearbyParty[] } => {
    const seen: { parties: NearbyParty[] } = { parties: [] };
    start('guest', BROWSER).on('message', (message) => {
      seen.parties = found.safeParse(message).data?.parties ?? seen.parties;
    });
    return seen;
  };
  const listen = async (machine: string, address: string): Promise<{ packets: Packet[]; wire: ChildProcess }> => {
    const packets: Packet[] = [];
    const wire = start(machine, WIRE, [address]);
    await once(wire, 'message');
    wire.on('message', (message) => {
      const parsed = packet.safeParse(message);
      if (parsed.success) {
        packets.push(parsed.data);
      }
    });
    return { packets, wire };
  };

  it('is found with its name, people and fingerprint, follows them, and is gone when it stops', async () => {
    const seen = browse();
    const server = await host('--name=Friday', '--port=7880');
    await eventually(
      () => seen.parties.length === 1,
      () => seen,
      PARTY_MS,
    );
    expect(seen.parties[0]).toMatchObject({
      url: 'https://10.77.0.1:7880',
      name: 'Friday',
      people: 0,
      protocolVersion: PROTOCOL_VERSION,
    });
    expect(seen.parties[0]?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(Math.abs(Date.now() - (seen.parties[0]?.sinceMs ?? 0))).toBeLessThan(60_000);

    // Whoever looks later finds it at once, by asking.
    const late = browse();
    await eventually(
      () => late.parties.length === 1,
      () => late,
      PARTY_MS,
    );

    server.kill('SIGTERM');
    const [exitCode] = (await once(server, 'exit')) as [number];
    expect(exitCode).toBe(0);
    await eventually(
      () => seen.parties.length === 0 && late.parties.length === 0,
      () => [seen, late],
      PARTY_MS,
    );
  });

  it('tells each interface its own address only, and a farewell for all it told', async () => {
    const { packets } = await listen('guest', '10.77.0.2');
    const server = await host('--port=0');
    await eventually(
      () => packets.length > 0,
      () => packets,
      PARTY_MS,
    );
    const [first] = packets;
    expect(first?.address).toBe('10.77.0.1');
    expect(first?.records.filter(({ type }) => type === 'A').map(({ data }) => data)).toEqual(['10.77.0.1']);
    expect(first?.records.filter(({ type }) => type === 'AAAA')).toEqual([]);

    server.kill('SIGTERM');
    await once(server, 'exit');
    const farewells = (): Packet[] => packets.filter(({ records }) => records.some(({ ttl }) => ttl === 0));
    await eventually(
      () => farewells().length > 0,
      () => packets,
      PARTY_MS,
    );
    const own = new Set(
      packets
        .flatMap(({ records }) => records.filter(({ name }) => name.startsWith('yankcord-')))
        .map(({ type }) => type),
    );
    expect(
      new Set(
        farewells()
          .flatMap(({ records }) => records.filter(({ name }) => name.startsWith('yankcord-')))
          .map(({ type }) => type),
      ),
    ).toEqual(own);
  });

  it('is wholly silent on loopback: not a packet, not even a socket', async () => {
    const { packets } = await listen('host', '10.77.0.1');
    const sockets = (): number => lan.run('host', 'cat', '/proc/net/udp').split(':14E9 ').length - 1;
    const before = sockets();
    await host('--host=127.0.0.1', '--port=0');
    await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
    expect(packets).toEqual([]);
    expect(sockets()).toBe(before);
  });

  it('shows of hostile records what is harmless, and nothing of the rest', async () => {
    const seen = browse();
    const { wire } = await listen('host', '10.77.0.1');
    const fingerprint = 'ab'.repeat(32);
    const records = (label: string, name: string, address = '10.77.0.1', port = 7_880): unknown[] => [
      { type: 'PTR', name: SERVICE, ttl: 120, data: `${label}.${SERVICE}` },
      { type: 'SRV', name: `${label}.${SERVICE}`, ttl: 120, data: { port, target: `${label}.local` } },
      {
        type: 'TXT',
        name: `${label}.${SERVICE}`,
        ttl: 120,
        data: [
          `name=${name}`,
          'host=<b>x</b>',
          `fp=${fingerprint.slice(0, -2)}${label.slice(-2)}`,
          'v=2',
          'n=3',
          't=1',
        ],
      },
      { type: 'A', name: `${label}.local`, ttl: 120, data: address },
    ];
    // Sent until the browser, which starts meanwhile, hears them.
    const say = setInterval(() => {
      wire.send(records('evil-01', '\u202E<img src=x onerror=alert(1)>\u0000\n\u0007'));
      wire.send(records('evil-02', 'elsewhere', '93.184.216.34'));
      wire.send(records('evil-03', 'no port', '10.77.0.1', 0));
      for (let index = 10; index < 60; index += 1) {
        wire.send(records(`flood-${String(index)}`, `flood ${String(index)}`));
      }
    }, 500);
    await eventually(
      () => seen.parties.length > 0,
      () => seen,
      PARTY_MS,
    );
    await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
    clearInterval(say);
    expect(seen.parties.length).toBeLessThanOrEqual(3);
    expect(seen.parties.map(({ url }) => url)).toEqual(seen.parties.map(() => 'https://10.77.0.1:7880'));
    expect(seen.parties.map(({ name }) => name)).toContain('<img src=x onerror=alert(1)>');
    expect(labelOf(seen.parties[0]?.fingerprint ?? '')).toMatch(/^yankcord-[0-9a-f]{16}$/);
  });

  it('tells of people who come, at a pace', async () => {
    const { packets } = await listen('host', '10.77.0.1');
    await host('--port=7880');
    // From the machine of the test there is no way to that network: guests are let in by a process inside it.
    const guests = start('guest', join(import.meta.dirname, '../fakes/lan/crowd.ts'), ['https://10.77.0.1:7880', '4']);
    await once(guests, 'message');
    const told = (): string[] =>
      packets.flatMap(({ records }) =>
        records.flatMap(({ type, data }) =>
          type === 'TXT' && Array.isArray(data) ? data.map(String).filter((word) => word.startsWith('n=')) : [],
        ),
      );
    await eventually(() => told().at(-1) === 'n=4', told, PARTY_MS);
    // Four came within a moment: not each is told.
    expect(told().filter((word) => word !== 'n=0').length).toBeLessThanOrEqual(3);
  });
});
