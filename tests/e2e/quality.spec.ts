import { fetchFrom } from '../fakes/https.ts';
import { A4, A5, expect, test } from './support/test.ts';

test('how well a call goes is measured at both ends while people talk', async ({ party, guest }) => {
  const ada = await guest('Ada', A4);
  const ben = await guest('Ben', A5);
  await ada.enter('Lounge');
  await ben.enter('Lounge');
  await ben.hears([A4], [A5]);
  const count = async (metric: string, side: string, direction: string): Promise<number> => {
    const { body } = await fetchFrom(`${party.url}/metrics`);
    const line = `yankcord_peer_${metric}_count{seen_by="${side}",direction="${direction}"} `;
    return Number(
      body
        .split('\n')
        .find((one) => one.startsWith(line))
        ?.slice(line.length) ?? 0,
    );
  };
  for (const [metric, side, direction] of [
    ['loss_ratio', 'server', 'from_peer'],
    ['jitter_seconds', 'server', 'from_peer'],
    ['bitrate_bps', 'server', 'to_peer'],
    ['round_trip_seconds', 'server', 'to_peer'],
    ['round_trip_seconds', 'client', 'from_peer'],
    ['bitrate_bps', 'client', 'to_peer'],
  ] as const) {
    await expect
      .poll(async () => count(metric, side, direction), { timeout: 20_000, message: `${metric} by the ${side}` })
      .toBeGreaterThan(0);
  }
});
