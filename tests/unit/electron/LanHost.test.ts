import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PartyState } from '../../../common/ipc/party.ts';
import { SILENT_LOG } from '../../../common/log.ts';
import { LanHost } from '../../../electron/lan/LanHost.ts';
import { FakeServerChild } from '../../fakes/electron/FakeServerChild.ts';

const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');
const ready = (port: number): object => ({
  kind: 'ready',
  addresses: [`https://192.0.2.7:${port}`],
  url: `https://127.0.0.1:${port}`,
  fingerprint,
  hostKey: 'key',
});
const party = (port: number): object => ({ url: `https://127.0.0.1:${port}`, fingerprint, hostKey: 'key' });

describe('LanHost', () => {
  let children: FakeServerChild[] = [];
  let states: PartyState[] = [];
  let ports: (number | undefined)[] = [];
  let nowMs = 0;

  const start = (): LanHost => {
    const host = LanHost.start({
      fork: (port) => {
        ports.push(port);
        const child = new FakeServerChild();
        children.push(child);
        return child;
      },
      beginning: { name: 'Friday', code: 'K7P2QX' },
      log: SILENT_LOG,
      nowMs: () => nowMs,
    });
    host.events.on('partyChanged', (state) => states.push(state));
    return host;
  };
  const child = (index: number): FakeServerChild => {
    const found = children[index];
    if (found === undefined) {
      throw new Error(`there is no child ${index}`);
    }
    return found;
  };

  beforeEach(() => {
    vi.useFakeTimers();
    children = [];
    states = [];
    ports = [];
    nowMs = 0;
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    expect(children.filter(({ running }) => running)).toEqual([]);
    vi.useRealTimers();
  });

  /** Ends a host whose server obeys. */
  const stop = async (host: LanHost): Promise<void> => {
    host.close();
    children.at(-1)?.exit(0);
    await host.ended;
  };

  it('answers with the party when its server is ready, to those who asked before as well', async () => {
    const host = start();
    const asked = host.party();
    child(0).say(ready(7880));
    expect(await asked).toEqual(party(7880));
    expect(await host.party()).toEqual(party(7880));
    await stop(host);
  });

  it('hands on why the server cannot start, and does not try the same again', async () => {
    const host = start();
    const asked = host.party();
    child(0).say({ kind: 'failed', error: { code: 'port_in_use', message: 'Port 7880 is taken.' } });
    child(0).exit(1);
    await expect(asked).rejects.toMatchObject({ code: 'port_in_use', message: 'Port 7880 is taken.' });
    await host.ended;
    expect(children).toHaveLength(1);
  });

  it('restarts a server that dies, once, where it was and as it was left', async () => {
    const host = start();
    child(0).say(ready(1000));
    child(0).exit(139);
    const asked = host.party();
    child(1).say(ready(1000));
    expect(await asked).toEqual(party(1000));
    expect(states.map(({ kind }) => kind)).toEqual(['hosting', 'restarting', 'hosting']);
    expect(ports).toEqual([undefined, 1000]);
    expect(child(0).told).toEqual([{ kind: 'open', party: { name: 'Friday', code: 'K7P2QX' } }]);
    expect(child(1).told).toEqual([{ kind: 'open', party: {} }]);

    child(1).exit(139);
    await host.ended;
    expect(children).toHaveLength(2);
    await expect(host.party()).rejects.toMatchObject({ code: 'party_failed' });
  });

  it('restarts again after a long time of good work', async () => {
    const host = start();
    child(0).say(ready(1));
    child(0).exit(1);
    child(1).say(ready(2));
    nowMs += 3_600_000;
    child(1).exit(1);
    expect(children).toHaveLength(3);
    await stop(host);
  });

  it('kills a server that never gets ready', async () => {
    const host = start();
    vi.advanceTimersByTime(60_000);
    expect(child(0).running).toBe(false);
    vi.advanceTimersByTime(60_000);
    expect(child(1).running).toBe(false);
    await host.ended;
    expect(host.state).toMatchObject({ kind: 'failed', error: { code: 'party_failed' } });
  });

  it('passes over what no server says', async () => {
    const host = start();
    for (const message of [undefined, 'ready', { kind: 'ready' }, { ...ready(1), url: 'http://192.0.2.7' }]) {
      child(0).say(message);
    }
    expect(host.state).toEqual({ kind: 'starting' });
    await stop(host);
  });

  it('asks the server to stop, once, and ends with it', async () => {
    const host = start();
    child(0).say(ready(1));
    host.close();
    host.close();
    expect(child(0).told.slice(1)).toEqual([{ kind: 'stop' }]);
    await expect(host.party()).rejects.toMatchObject({ code: 'cancelled' });
    child(0).exit(0);
    await host.ended;
    expect(children).toHaveLength(1);
  });

  it('kills a server that does not stop', async () => {
    const host = start();
    const asked = host.party();
    host.close();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    vi.advanceTimersByTime(10_000);
    await host.ended;
    expect(child(0).running).toBe(false);
  });

  it('is not ready any more when a late message arrives after closing', async () => {
    const host = start();
    host.close();
    child(0).say(ready(1));
    expect(host.state.kind).toBe('failed');
    child(0).exit(0);
    await host.ended;
  });
});
