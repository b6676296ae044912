/** The app's hosting on the real server: its command line in a process of its own, as Electron's would be. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PartyState } from '../../common/ipc/party.ts';
import { SILENT_LOG } from '../../common/log.ts';
import { PartyHost } from '../../electron/lan/PartyHost.ts';
import { childEnv, config } from '../config.ts';
import { utilityFork } from '../fakes/electron/utilityFork.ts';
import { Guest, refusalOf } from '../fakes/Guest.ts';
import { eventually, makeFolder, makeWebDir } from '../fakes/party.ts';
import { descendantsOf } from '../fakes/processTree.ts';

const SERVER = join(import.meta.dirname, '../../server/main.ts');
const ORPHANAGE = join(import.meta.dirname, '../fakes/electron/orphanage.ts');
const START_MS = 30_000;
const WISH = { name: 'Friday', code: 'K7P2QX', ask: false, anyPort: false };

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a party hosted by the app', () => {
  let folder = '';
  let host: PartyHost;
  let states: PartyState['kind'][] = [];
  let port: number | undefined;
  let guests: Guest[] = [];

  beforeEach(async () => {
    folder = await makeFolder();
    const env = {
      YANKCORD_WEB_DIR: await makeWebDir(folder),
      MEDIA_WORKER_COUNT: '1',
      YANKCORD_LOG_LEVEL: 'silent',
      ...(config.workerBin === undefined ? {} : { MEDIASOUP_WORKER_BIN: config.workerBin }),
    };
    states = [];
    guests = [];
    port = 0;
    host = new PartyHost({
      fork: (wanted) => {
        const args = ['serve', `--data=${join(folder, 'data')}`, '--host=127.0.0.1', '--media-port=0'];
        return utilityFork(SERVER, [...args, `--port=${String(wanted ?? port)}`], [], env);
      },
      log: SILENT_LOG,
    });
    host.events.on('partyChanged', ({ kind }) => states.push(kind));
  });
  afterEach(async () => {
    for (const guest of guests) {
      guest.close();
    }
    host.close();
    await host.ended;
    expect(descendantsOf(process.pid)).toEqual([]);
    await rm(folder, { recursive: true, force: true });
  });
  const connect = async (url: string): Promise<Guest> => {
    const guest = await Guest.connect(url);
    guests.push(guest);
    return guest;
  };

  it('comes back where it was after its server died, with its people, name and code', async () => {
    const { url, hostKey } = await host.host(WISH);
    const owner = await connect(url);
    await owner.authenticate({ kind: 'guest', name: 'Hanna', hostKey });
    expect((await owner.ask('loadParty', {})).settings).toEqual({ name: 'Friday', code: 'K7P2QX', ask: false });
    await owner.ask('updateParty', { name: 'Saturday', code: 'NEWCODE' });

    const [server] = descendantsOf(process.pid);
    process.kill(server ?? 0, 'SIGKILL');
    await eventually(
      () => states.includes('restarting'),
      () => states,
      START_MS,
    );
    await eventually(
      () => host.state.kind === 'hosting',
      () => states,
      START_MS,
    );
    expect(states).toEqual(['starting', 'hosting', 'restarting', 'hosting']);
    expect(host.state).toMatchObject({ party: { url } });

    const again = await connect(url);
    await again.authenticate({ kind: 'session', token: owner.welcome.token });
    expect((await again.ask('loadParty', {})).settings).toEqual({ name: 'Saturday', code: 'NEWCODE', ask: false });

    await host.stop();
    expect(host.state).toEqual({ kind: 'idle' });
    await eventually(() => again.heard('serverStopping').length === 1);
    // Whoever hosts again chooses anew; members who were in are known.
    await host.host({ ...WISH, code: null, name: 'Sunday' });
    expect(host.state.kind).toBe('hosting');
  }, 90_000);

  it('says when another program has the port, and hosts on another one', async () => {
    const taker = createServer().listen(0, '127.0.0.1');
    await once(taker, 'listening');
    const address = taker.address();
    port = typeof address === 'object' ? address?.port : undefined;
    await expect(host.host(WISH)).rejects.toMatchObject({ code: 'port_in_use' });
    expect(host.state).toMatchObject({ kind: 'failed', error: { code: 'port_in_use' } });
    const { url } = await host.host({ ...WISH, anyPort: true });
    expect(new URL(url).port).not.toBe(String(port));
    const stranger = await connect(url);
    const [knocked] = await Promise.allSettled([stranger.authenticate({ kind: 'guest', name: 'Ben' })]);
    expect(refusalOf(knocked).code).toBe('code_needed');
    taker.close();
  }, 60_000);

  it('ends when the app is gone without a word', async () => {
    const app: ChildProcess = spawn(process.execPath, [ORPHANAGE, SERVER, join(folder, 'data')], {
      env: childEnv({
        YANKCORD_WEB_DIR: join(folder, 'web'),
        MEDIA_WORKER_COUNT: '1',
        YANKCORD_LOG_LEVEL: 'silent',
      }),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(app, 'message');
    const party = descendantsOf(app.pid ?? 0);
    expect(party.length).toBeGreaterThanOrEqual(2);
    app.kill('SIGKILL');
    await eventually(
      () => !party.some(isRunning),
      () => party.filter(isRunning),
      START_MS,
    );
  }, 60_000);
});
