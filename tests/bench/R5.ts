/** R5, `kill -9` of the server while people write: whether anything acknowledged is lost. Ten kills a run. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lookInto, Writers } from '../fakes/Writers.ts';
import type { Bench, Goal } from './figures.ts';
import { startOurs } from './stage.ts';

const KILLS_A_RUN = 10;
const WRITERS = ['Ann', 'Ben', 'Cy', 'Dee', 'Eve'];
/** Each lives a different while, so that the kills meet every stage of a write. */
const LIFE_MS = { shortest: 60, longest: 400 };
const id = 'R5';

export const killedServer: Goal = { id, title: 'kill -9 of the server during writes', measure };

async function measure(bench: Bench): Promise<void> {
  const kills = bench.runs * KILLS_A_RUN;
  const data = join(bench.folder, 'killed');
  const promised = new Set<string>();
  let lost = 0;
  let damaged = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const server = await startOurs(bench.folder, {}, data);
    const writers = await Writers.open(
      server.url,
      WRITERS.map((name) => `${name} ${String(kill)}`),
    );
    await wait(LIFE_MS.shortest + ((LIFE_MS.longest - LIFE_MS.shortest) * (kill % KILLS_A_RUN)) / KILLS_A_RUN);
    await server.kill();
    await writers.end();
    for (const nonce of writers.acknowledged) {
      promised.add(nonce);
    }
    const { integrity, nonces } = lookInto(data);
    damaged += integrity === 'ok' ? 0 : 1;
    lost = [...promised].filter((nonce) => !nonces.has(nonce)).length;
    bench.progress(`kill ${String(kill + 1)} of ${String(kills)}: ${String(promised.size)} acknowledged`);
  }
  const detail = { kills, acknowledged: promised.size };
  bench.report({ id, name: 'acknowledged messages lost', figure: lost, unit: 'count', goal: 0, detail });
  bench.report({ id, name: 'kills that damaged the database', figure: damaged, unit: 'count', goal: 0, detail });
}
