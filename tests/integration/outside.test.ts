/** Guests from other networks: a router of a test's own is asked to pass ports on, and really does. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { partyRequests } from '../../common/party.ts';
import { config } from '../config.ts';
import { Lan } from '../fakes/Lan.ts';
import type { RouterKind } from '../fakes/lan/router.ts';
import { eventually, makeFolder, makeWebDir } from '../fakes/party.ts';

const SERVER = join(import.meta.dirname, '../../server/main.ts');
const ROUTER = join(import.meta.dirname, '../fakes/lan/router.ts');
const DOOR = join(import.meta.dirname, '../fakes/lan/outsideDoor.ts');
const GUEST = join(import.meta.dirname, '../fakes/lan/guest.ts');
const START_MS = 30_000;
const HOST = '10.77.0.1';
const OUTSIDE = '11.22.33.44';

const told = z.object({
  passed: z.array(
    z.object({
      protocol: z.string(),
      externalPort: z.number(),
      port: z.number(),
      host: z.string(),
      leaseS: z.number(),
    }),
  ),
});
type Passed = z.infer<typeof told>['passed'];
const candidates = z.object({
  sendTransport: z.object({
    iceCandidates: z.array(z.object({ address: z.string(), port: z.number(), protocol: z.string() })),
  }),
});

/** What a guest in there says next. */
const heard = async (guest: ChildProcess): Promise<{ joined?: string | undefined; answer?: unknown }> => {
  const [said] = (await once(guest, 'message')) as unknown[];
  return z
    .strictObject({ joined: z.string().optional(), answer: z.unknown().optional(), refused: z.never().optional() })
    .parse(said);
};

const { obstacle } = Lan;

describe.skipIf(obstacle !== undefined)(`a party behind a router (${obstacle ?? 'in namespaces'})`, () => {
  let lan: Lan;
  let folder = '';
  let children: ChildProcess[] = [];
  let passed: Passed = [];
  let questions = 0;

  beforeEach(async () => {
    children = [];
    passed = [];
    questions = 0;
    folder = await makeFolder();
    lan = Lan.open('host', 'router', 'guest');
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

  const start = (machine: string, script: string, args: string[], env: Record<string, string> = {}): ChildProcess => {
    const child = lan.fork(machine, script, args, env);
    child.stderr?.on('data', (text) => process.stderr.write(String(text)));
    children.push(child);
    return child;
  };
  /** The router has an address outside, which the guest knows a way to and the host has no cable to. */
  const route = async (kind: RouterKind, outside = OUTSIDE): Promise<void> => {
    lan.run('guest', 'ip', 'route', 'add', `${outside}/32`, 'via', '10.77.0.2');
    lan.run('host', 'ip', 'route', 'add', 'default', 'via', '10.77.0.2');
    await switchOn(kind, outside);
  };
  const switchOn = async (
    kind: RouterKind,
    outside = OUTSIDE,
    [machine, own] = ['router', '10.77.0.2'],
  ): Promise<ChildProcess> => {
    lan.run(machine, 'ip', 'addr', 'replace', `${outside}/32`, 'dev', 'lo');
    const router = start(machine, ROUTER, [kind, own, outside]);
    router.on('message', (message) => {
      const said = told.safeParse(message);
      if (said.success) {
        ({ passed } = said.data);
      } else {
        questions += 1;
      }
    });
    await once(router, 'message');
    return router;
  };
  const host = async (): Promise<{ server: ChildProcess; ownerCode: string }> => {
    const server = start('host', SERVER, ['serve', '--owner=code', `--data=${join(folder, 'data')}`], {
      YANKCORD_WEB_DIR: await makeWebDir(folder),
      MEDIA_WORKER_COUNT: '1',
      YANKCORD_LOG_LEVEL: 'silent',
      ...(config.workerBin === undefined ? {} : { MEDIASOUP_WORKER_BIN: config.workerBin }),
    });
    let printed = '';
    server.stdout?.on('data', (text) => (printed += String(text)));
    await eventually(
      () => printed.includes('\nready '),
      () => printed,
      START_MS,
    );
    const [, ownerCode = ''] = /to be it\.\n\n {2}(\S+)/u.exec(printed) ?? [];
    return { server, ownerCode };
  };
  const enter = async (
    machine: string,
    url: string,
    ...as: [name: string, ownerCode?: string]
  ): Promise<ChildProcess> => {
    const guest = start(machine, GUEST, [url, ...as.flatMap((word) => word ?? [])]);
    expect((await heard(guest)).joined).toBe(as[0]);
    return guest;
  };
  const ask = async (guest: ChildProcess, name: string, data: object): Promise<unknown> => {
    guest.send({ name, data });
    return (await heard(guest)).answer;
  };
  const overview = async (owner: ChildProcess): Promise<z.infer<typeof partyRequests.loadParty.answer>> =>
    partyRequests.loadParty.answer.parse(await ask(owner, 'loadParty', {}));
  const settled = async (owner: ChildProcess): Promise<unknown> => {
    let state = (await overview(owner)).outside;
    const untilMs = performance.now() + 20_000;
    while (state.kind === 'opening' && performance.now() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      state = (await overview(owner)).outside;
    }
    return state;
  };
  const lease = (protocol: string, port: number, leaseS = 3_600, externalPort = port): Passed[number] => ({
    protocol,
    externalPort,
    port,
    host: HOST,
    leaseS,
  });

  it.each(['upnp', 'pmp'] as const)(
    'lets guests in by the router (%s), tells them where media comes in, and takes everything back',
    async (kind) => {
      await route(kind);
      const { server, ownerCode } = await host();
      const owner = await enter('host', `https://${HOST}:7880`, 'Hanna', ownerCode);
      // Off until it is asked for: the router heard nothing.
      expect((await overview(owner)).outside).toEqual({ kind: 'closed' });
      expect([passed, questions]).toEqual([[], 0]);
      await ask(owner, 'openOutside', { open: true });
      expect(await settled(owner)).toEqual({ kind: 'open', url: `https://${OUTSIDE}:7880` });
      const { addresses, mediaPorts } = await overview(owner);
      expect(addresses.at(-1)).toEqual({ url: `https://${OUTSIDE}:7880`, link: 'outside' });
      const [media = 0] = mediaPorts;
      expect(passed).toEqual([lease('tcp', 7_880), lease('udp', media), lease('tcp', media)]);

      const guest = await enter('guest', `https://${OUTSIDE}:7880`, 'Gus');
      const { sendTransport } = candidates.parse(await ask(guest, 'joinVoice', {}));
      const outside = sendTransport.iceCandidates.filter(({ address }) => address === OUTSIDE);
      expect(outside.map(({ protocol, port }) => `${protocol} ${String(port)}`).sort()).toEqual([
        `tcp ${String(media)}`,
        `udp ${String(media)}`,
      ]);
      expect(sendTransport.iceCandidates.some(({ address }) => address === HOST)).toBe(true);

      await ask(owner, 'openOutside', { open: false });
      await eventually(
        () => passed.length === 0,
        () => passed,
        10_000,
      );
      expect((await overview(owner)).addresses.some(({ link }) => link === 'outside')).toBe(false);
      // And at the party's end.
      await ask(owner, 'openOutside', { open: true });
      expect(await settled(owner)).toMatchObject({ kind: 'open' });
      expect(passed).toHaveLength(3);
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      await eventually(
        () => passed.length === 0,
        () => passed,
        10_000,
      );
    },
    90_000,
  );

  it('takes another port of the router where one is taken, and a router that knows no time', async () => {
    await route('taken');
    const { ownerCode } = await host();
    const owner = await enter('host', `https://${HOST}:7880`, 'Hanna', ownerCode);
    await ask(owner, 'openOutside', { open: true });
    expect(await settled(owner)).toEqual({ kind: 'open', url: `https://${OUTSIDE}:7881` });
    expect(passed[0]).toEqual(lease('tcp', 7_880, 3_600, 7_881));
    await enter('guest', `https://${OUTSIDE}:7881`, 'Gus');
  }, 60_000);

  it('keeps what a router without leases passes on until it is taken back', async () => {
    await route('permanent');
    const { ownerCode } = await host();
    const owner = await enter('host', `https://${HOST}:7880`, 'Hanna', ownerCode);
    await ask(owner, 'openOutside', { open: true });
    expect(await settled(owner)).toMatchObject({ kind: 'open' });
    expect(passed.map(({ leaseS }) => leaseS)).toEqual([0, 0, 0]);
    await ask(owner, 'openOutside', { open: false });
    await eventually(
      () => passed.length === 0,
      () => passed,
      10_000,
    );
  }, 60_000);

  it.each(['upnp', 'pmp'] as const)(
    'asks the router again (%s) before the time is over, and one that was switched off when it is back',
    async (kind) => {
      lan.run('host', 'ip', 'route', 'add', 'default', 'via', '10.77.0.2');
      const router = await switchOn(kind);
      let mapped = 0;
      router.on('message', (message) => (mapped += 'passed' in z.looseObject({}).parse(message) ? 1 : 0));
      let state: unknown;
      const stands = async (wanted: object): Promise<void> =>
        eventually(
          () => isDeepStrictEqual(state, wanted),
          () => state,
          20_000,
        );
      const door = start('host', DOOR, []);
      door.on('message', (message) => (state = message));
      await stands({ kind: 'open', url: `https://${OUTSIDE}:7880` });
      const before = mapped;
      await eventually(
        () => mapped >= before + 6,
        () => mapped,
        10_000,
      );
      expect(passed).toEqual([lease('tcp', 7_880), lease('udp', 44_444), lease('tcp', 44_444)]);

      const off = once(router, 'exit');
      router.kill('SIGKILL');
      await off;
      await stands({ kind: 'failed', fault: 'no_router' });
      // As after a night: the provider gave it another address.
      await switchOn(kind, '11.22.33.55');
      await stands({ kind: 'open', url: 'https://11.22.33.55:7880' });
      expect(passed).toHaveLength(3);
      door.disconnect();
      await eventually(
        () => passed.length === 0,
        () => passed,
        10_000,
      );
    },
    60_000,
  );

  it('looks for the router of the network that the machine is in now', async () => {
    await route('upnp');
    const { ownerCode } = await host();
    const owner = await enter('host', 'https://127.0.0.1:7880', 'Hanna', ownerCode);
    await ask(owner, 'openOutside', { open: true });
    expect(await settled(owner)).toEqual({ kind: 'open', url: `https://${OUTSIDE}:7880` });
    lan.run('guest', 'ip', 'addr', 'add', '10.88.0.2/24', 'dev', 'eth0');
    await switchOn('upnp', '11.22.33.66', ['guest', '10.88.0.2']);
    lan.run('host', 'ip', 'addr', 'add', '10.88.0.1/24', 'dev', 'eth0');
    lan.run('host', 'ip', 'addr', 'del', '10.77.0.1/24', 'dev', 'eth0');
    let outside: unknown;
    const untilMs = performance.now() + 30_000;
    do {
      ({ outside } = await overview(owner));
      await new Promise((resolve) => setTimeout(resolve, 200));
    } while (!JSON.stringify(outside).includes('11.22.33.66') && performance.now() < untilMs);
    expect(outside).toEqual({ kind: 'open', url: 'https://11.22.33.66:7880' });
    expect(passed.every(({ host: to }) => to === '10.88.0.1')).toBe(true);
  }, 90_000);

  it.each([
    ['refused', 'refusing', OUTSIDE],
    ['no_public_address', 'upnp', '100.64.3.3'],
  ] as const)(
    'says why nobody comes in: %s',
    async (fault, kind, outside) => {
      await route(kind, outside);
      const { ownerCode } = await host();
      const owner = await enter('host', `https://${HOST}:7880`, 'Hanna', ownerCode);
      await ask(owner, 'openOutside', { open: true });
      expect(await settled(owner)).toEqual({ kind: 'failed', fault });
      expect(passed).toEqual([]);
    },
    60_000,
  );

  it('says when there is no router', async () => {
    const { ownerCode } = await host();
    const owner = await enter('host', `https://${HOST}:7880`, 'Hanna', ownerCode);
    await ask(owner, 'openOutside', { open: true });
    expect(await settled(owner)).toEqual({ kind: 'failed', fault: 'no_router' });
  }, 60_000);
});
