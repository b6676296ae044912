import { beforeEach, describe, expect, it } from 'vitest';
import type { Errand } from '../../../../renderer/servers/errand.ts';
import { NOWHERE, type ServerLook } from '../../../../renderer/servers/look.ts';
import type { OpenServer } from '../../../../renderer/servers/OpenServer.ts';
import { Servers } from '../../../../renderer/servers/Servers.ts';
import { parseServers } from '../../../../renderer/stores/openServers.ts';

const RED: Errand = { to: { url: 'https://192.0.2.7:7880', name: 'Red' } };
const BLUE: Errand = { to: { url: 'https://192.0.2.8:7880', name: 'Blue' } };

let mounted: OpenServer[] = [];
let went: string[] = [];
let servers: Servers;

beforeEach(() => {
  mounted = [];
  went = [];
  servers = new Servers((open) => {
    mounted.push(open);
    open.become({
      go: ({ to }) => went.push(`to ${to.url}`),
      leaveCall: () => {
        went.push(`out of ${String(open.look.value.call)}`);
        servers.tell(open, { ...open.look.value, call: undefined });
      },
    });
    return () => {
      mounted = mounted.filter((one) => one !== open);
    };
  });
  servers.begin();
});

const look = (changed: Partial<ServerLook>): ServerLook => ({ ...NOWHERE, standing: 'there', ...changed });
const one = (index: number): OpenServer => {
  const found = servers.all.value[index];
  if (found === undefined) {
    throw new Error('there is no such server');
  }
  return found;
};

describe('the servers that one is on', () => {
  it('begin at the start, and are shown when they are gone to', () => {
    expect(servers.shown.value).toBe(servers.home);
    servers.visit(RED);
    servers.visit(BLUE);
    expect(mounted).toEqual([servers.home, one(0), one(1)]);
    expect([one(0).shown.value, one(1).shown.value]).toEqual([false, true]);
    expect(one(1).errand).toBe(BLUE);
  });

  it('are open once, however often they are gone to', () => {
    servers.visit(RED);
    servers.visit(BLUE);
    servers.visit(RED);
    expect(servers.all.value).toHaveLength(2);
    expect(servers.shown.value).toBe(one(0));
    expect(went).toEqual(['to https://192.0.2.7:7880']);
  });

  it('have one call between them: who enters another leaves the one before', () => {
    servers.visit(RED);
    servers.visit(BLUE);
    servers.tell(one(0), look({ call: 'Lounge' }));
    expect(servers.inCall.value).toBe(one(0));
    // Keys and the tray are about the call, not about what is shown.
    expect([one(0).leads.value, one(1).leads.value]).toEqual([true, false]);
    servers.tell(one(1), look({ call: 'Games' }));
    expect(went).toEqual(['out of Lounge']);
    expect(servers.inCall.value).toBe(one(1));
    servers.tell(one(1), look({ call: 'Lounge' })); // switched there: nobody leaves
    expect(went).toHaveLength(1);
    servers.tell(one(1), look({}));
    expect(servers.shown.value.leads.value).toBe(true);
  });

  it('are gone through in order, and stop at both ends', () => {
    servers.visit(RED);
    servers.visit(BLUE);
    const steps = ([1, -1, -1, -1, 1] as const).map((step) => {
      servers.step(step);
      return servers.shown.value.errand?.to.name ?? 'home';
    });
    expect(steps).toEqual(['Blue', 'Red', 'home', 'home', 'Red']);
  });

  it('count the mentions of all', () => {
    servers.visit(RED);
    servers.visit(BLUE);
    servers.tell(one(0), look({ mentions: 2, unread: 5 }));
    servers.tell(one(1), look({ mentions: 1, unread: 1 }));
    expect(servers.mentions.value).toBe(3);
  });

  it('end when they are left, and leave the start in their place', async () => {
    servers.visit(RED);
    servers.visit(BLUE);
    const [red, blue] = [one(0), one(1)];
    servers.leave(blue);
    servers.leave(blue);
    expect(servers.shown.value).toBe(servers.home);
    expect(servers.all.value).toEqual([red]);
    await Promise.resolve();
    expect(mounted).toEqual([servers.home, red]);
    servers.leave(servers.home);
    await Promise.resolve();
    expect(mounted).toContain(servers.home);
  });
});

it('what was kept of them is read entry by entry', () => {
  expect(parseServers('nonsense')).toEqual([]);
  expect(parseServers([{ origin: 'https://a.example', name: 'A' }, { origin: 'http://b.example' }, 7])).toEqual([
    { origin: 'https://a.example', name: 'A' },
  ]);
});
