/** The worker processes themselves: their death, their silence, their load. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SILENT_LOG } from '../../common/log.ts';
import { WorkerPool } from '../../server/media/workers.ts';
import { config } from '../config.ts';
import { eventually } from '../fakes/party.ts';

/** Ten ticks of silence, two until it is asked, and a slow machine. */
const SILENCE_MS = 25_000;
const pools: WorkerPool[] = [];

const openPool = async (count = 1, port = 0): Promise<WorkerPool> => {
  const pool = await WorkerPool.open(
    { count, workerBin: config.workerBin, addresses: [{ listen: '127.0.0.1' }], portsOf: () => [port] },
    SILENT_LOG,
  );
  pools.push(pool);
  return pool;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const onlyPid = (pool: WorkerPool): number => {
  const [pid] = pool.pids;
  if (pid === undefined) {
    throw new Error('no worker runs');
  }
  return pid;
};

afterEach(async () => {
  for (const pool of pools.splice(0)) {
    pool.close();
    pool.kill();
    await pool.ended();
  }
});

describe('a worker that dies', () => {
  it('is replaced on the same port at once, though someone was connected to it', async () => {
    const port = await freePort();
    const pool = await openPool(1, port);
    const connection = connect(port, '127.0.0.1');
    connection.on('error', () => undefined);
    await once(connection, 'connect');
    for (let round = 0; round < 3; round += 1) {
      const pid = onlyPid(pool);
      process.kill(pid, 'SIGKILL');
      await eventually(() => pool.running === 0);
      const worker = await pool.whenRunning(3_000);
      expect(worker.worker.pid).not.toBe(pid);
      expect(worker.port).toBe(port);
      const again = connect(port, '127.0.0.1');
      await once(again, 'connect');
      again.destroy();
    }
    connection.destroy();
  });

  it('is given its rooms back: they do not all go to the others', async () => {
    const pool = await openPool(2);
    const dying = pool.leastLoaded();
    const releases = [pool.leastLoaded().carry({ load: 1 }), pool.leastLoaded().carry({ load: 1 })];
    process.kill(dying.worker.pid, 'SIGKILL');
    await eventually(() => pool.running === 1);
    const survivors = pool.pids;
    const { worker } = await pool.whenRunning(3_000);
    expect(pool.running).toBe(2);
    expect(survivors).not.toContain(worker.pid);
    expect(worker.pid).not.toBe(dying.worker.pid);
    releases.forEach((release) => {
      release();
    });
  });

  it('is waited for so long and no longer, and not beyond the end', async () => {
    const pool = await openPool();
    process.kill(onlyPid(pool), 'SIGKILL');
    await eventually(() => pool.running === 0);
    expect(pool.health).toEqual([{ running: false, cpuPercent: 0, rooms: 0 }]);
    await expect(pool.whenRunning(0)).rejects.toMatchObject({ code: 'media_unavailable' });
    const waiting = pool.whenRunning(60_000);
    const refused = expect(waiting).rejects.toMatchObject({ code: 'media_unavailable' });
    pool.close();
    await refused;
    await expect(pool.whenRunning(60_000)).rejects.toMatchObject({ code: 'media_unavailable' });
  });
});

describe('a worker that hangs (S10)', () => {
  it.runIf(process.platform !== 'win32')('is ended and replaced', async () => {
    const pool = await openPool();
    const pid = onlyPid(pool);
    process.kill(pid, 'SIGSTOP');
    await eventually(
      () => pool.running === 1 && onlyPid(pool) !== pid,
      () => pool.health,
      SILENCE_MS,
    );
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it.runIf(process.platform !== 'win32')('does not outlive the pool', async () => {
    const pool = await openPool();
    const pid = onlyPid(pool);
    process.kill(pid, 'SIGSTOP');
    pool.close();
    pool.kill();
    await pool.ended();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

describe('the least loaded worker (S15)', () => {
  it('is each in turn for rooms that open at once', async () => {
    const pool = await openPool(2);
    const chosen = await Promise.all(Array.from({ length: 4 }, async () => pool.whenRunning(1_000)));
    expect(new Set(chosen).size).toBe(2);
    const release = chosen[0]?.carry({ load: 1 });
    expect(await pool.whenRunning(1_000)).toBe(chosen[1]);
    expect(await pool.whenRunning(1_000)).toBe(chosen[1]);
    release?.();
  });

  it('is the one that carries less, and not one that computes much', async () => {
    const pool = await openPool(2);
    const busy = pool.leastLoaded();
    const release = busy.carry({ load: 3 });
    const other = pool.leastLoaded();
    expect(other).not.toBe(busy);
    // Two units lighter, until what it really does is known.
    const releaseOther = other.carry({ load: 5 });
    expect(pool.leastLoaded()).toBe(busy);
    expect(pool.health.map(({ rooms }) => rooms)).toEqual([1, 1]);

    let computing = true;
    const work = async (): Promise<void> => {
      while (computing) {
        await Promise.all(Array.from({ length: 50 }, async () => busy.worker.dump()));
      }
    };
    const worked = work();
    await eventually(
      () => busy.cpuShare >= 0.1,
      () => pool.health,
      10_000,
    );
    expect(pool.leastLoaded()).toBe(other);
    expect(pool.health.some(({ running, cpuPercent }) => running && cpuPercent >= 10)).toBe(true);
    computing = false;
    await worked;
    await eventually(
      () => pool.leastLoaded() === busy,
      () => pool.health,
      10_000,
    );
    release();
    releaseOther();
  });
});
