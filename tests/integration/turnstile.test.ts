import { afterEach, expect, it } from 'vitest';
import { Guest } from '../fakes/Guest.ts';
import { eventually, Party } from '../fakes/party.ts';

const INTERVAL_MS = 200;
let party: Party | undefined;

afterEach(async () => {
  await party?.close();
  party = undefined;
});

it('lets connections of one address in at a pace, and turns away who would wait too long', async () => {
  party = await Party.open({ limits: { entry: { burst: 3, intervalMs: INTERVAL_MS, patienceMs: 450 } } });
  const { url } = party;
  const startMs = performance.now();
  const arrivals = await Promise.allSettled(
    Array.from({ length: 7 }, async () => {
      const guest = await Guest.connect(url);
      return { guest, tookMs: performance.now() - startMs };
    }),
  );
  const inside = arrivals.filter((arrival) => arrival.status === 'fulfilled').map(({ value }) => value);
  expect(inside).toHaveLength(5);
  const tookMs = inside.map((one) => one.tookMs).sort((one, other) => one - other);
  expect(tookMs[3]).toBeGreaterThanOrEqual(INTERVAL_MS - 5);
  expect(tookMs[4]).toBeGreaterThanOrEqual(2 * INTERVAL_MS - 5);
  for (const { guest } of inside) {
    guest.close();
  }
  // Whoever was turned away comes in when it is quieter.
  await eventually(() => party?.counts.sockets === 0);
  const again = await party.guest('Anna');
  expect(again.welcome.self.name).toBe('Anna');
});

it('stops while somebody waits to be let in', async () => {
  party = await Party.open({ limits: { entry: { burst: 1, intervalMs: 60_000, patienceMs: 120_000 } } });
  const anna = await party.guest('Anna');
  const ben = Guest.connect(party.url);
  const refused = expect(ben).rejects.toThrow();
  await party.server.stop();
  await refused;
  anna.close();
});
