import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLEAN, Impaired, REORDERED_BY_MS, lossy, seeded, type Impairment } from '../../fakes/impairment.ts';
import { UdpRelay } from '../../fakes/UdpRelay.ts';

const COUNT = 50_000;
const EVERY_MS = 20;
const BYTES = 200;

/** When each of many arrives that are sent one by one. */
const arrivals = (impairment: Impairment, everyMs = EVERY_MS): (number | undefined)[] => {
  const direction = new Impaired(impairment, seeded(7));
  return Array.from({ length: COUNT }, (_, index) => direction.arrival(index * everyMs, BYTES));
};
const lostShare = (all: readonly (number | undefined)[]): number =>
  all.filter((atMs) => atMs === undefined).length / all.length;
const delays = (all: readonly (number | undefined)[], everyMs = EVERY_MS): number[] =>
  all.flatMap((atMs, index) => (atMs === undefined ? [] : [atMs - index * everyMs]));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('an impaired direction', () => {
  it('lets everything through at once when it is clean', () => {
    expect(delays(arrivals(CLEAN)).every((delayMs) => delayMs === 0)).toBe(true);
    expect(lostShare(arrivals(CLEAN))).toBe(0);
  });

  it('loses the share that it is told, one by one', () => {
    const all = arrivals(lossy(0.2));
    expect(lostShare(all)).toBeCloseTo(0.2, 2);
    const pairs = all.filter((atMs, index) => atMs === undefined && all[index - 1] === undefined);
    expect(pairs.length / COUNT).toBeCloseTo(0.04, 2);
  });

  it('loses the same share in bursts of the length that it is told', () => {
    const all = arrivals({ ...CLEAN, loss: { kind: 'bursts', share: 0.2, meanLength: 6 } });
    expect(lostShare(all)).toBeGreaterThan(0.18);
    expect(lostShare(all)).toBeLessThan(0.22);
    const bursts = all.filter((atMs, index) => atMs === undefined && all[index - 1] !== undefined).length;
    expect((lostShare(all) * COUNT) / bursts).toBeGreaterThan(5.5);
    expect((lostShare(all) * COUNT) / bursts).toBeLessThan(6.5);
  });

  it('delays by the mean and within the jitter, and keeps the order', () => {
    const all = arrivals({ ...CLEAN, delayMs: 100, jitterMs: 25 });
    const took = delays(all);
    expect(Math.min(...took)).toBeGreaterThanOrEqual(75);
    expect(Math.max(...took)).toBeLessThanOrEqual(125);
    expect(Math.abs(mean(took) - 100)).toBeLessThan(6); // order holds some back
    expect(all.every((atMs, index) => index === 0 || (atMs ?? 0) >= (all[index - 1] ?? 0))).toBe(true);
  });

  it('holds a share back, so that those behind overtake', () => {
    const took = delays(arrivals({ ...CLEAN, delayMs: 10, reordered: 0.1 }));
    expect(took.filter((delayMs) => delayMs === 10 + REORDERED_BY_MS).length / COUNT).toBeCloseTo(0.1, 2);
  });

  it('lets no more through than its rate, and what waits too long is dropped', () => {
    // 200 bytes each 5 ms are 320 kbit/s.
    const all = arrivals({ ...CLEAN, rateBps: 160_000 }, 5);
    expect(lostShare(all)).toBeCloseTo(0.5, 2);
    expect(Math.max(...delays(all, 5))).toBeLessThanOrEqual(301);
  });
});

describe('UdpRelay', () => {
  let echo: Socket;
  let client: Socket;
  let relay: UdpRelay;
  let senders: Set<number>;
  const returned: string[] = [];

  beforeEach(async () => {
    senders = new Set();
    returned.length = 0;
    echo = createSocket('udp4');
    echo.bind(0, '127.0.0.1');
    await once(echo, 'listening');
    echo.on('message', (datagram, { port }) => {
      senders.add(port);
      echo.send(datagram, port, '127.0.0.1');
    });
    relay = await UdpRelay.open(echo.address().port);
    client = createSocket('udp4');
    client.on('message', (datagram) => returned.push(datagram.toString()));
  });

  afterEach(() => {
    relay.close();
    client.close();
    echo.close();
  });

  const say = (text: string): void => {
    client.send(text, relay.port, '127.0.0.1');
  };
  const back = async (text: string): Promise<void> => {
    await expect.poll(() => returned, { timeout: 3_000 }).toContain(text);
  };

  it('carries both ways, and back to who sent it, after the delay of both', async () => {
    relay.impair({ up: { ...CLEAN, delayMs: 60 }, down: { ...CLEAN, delayMs: 40 } });
    const saidMs = performance.now();
    say('one');
    await once(client, 'message');
    expect(performance.now() - saidMs).toBeGreaterThanOrEqual(98); // timers may be a millisecond early
    await back('one');
  });

  it('carries nothing while it is cut, what was on its way included', async () => {
    relay.impair({ up: { ...CLEAN, delayMs: 50 } });
    say('on its way');
    await wait(20);
    relay.cut();
    say('cut');
    await wait(100);
    relay.mend();
    say('after');
    await back('after');
    expect(returned).toEqual(['after']);
  });

  it('gives everybody another address, by which answers come as before', async () => {
    say('before');
    await back('before');
    relay.moveSenders();
    say('after');
    await back('after');
    expect(senders.size).toBe(2);
  });
});
