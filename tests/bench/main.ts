/** `npm run bench -- [ID...]`: measures the goals named, or all; one line of JSON for each figure, on stdout. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineOf, type Goal } from './figures.ts';
import { joinTime } from './P1.ts';
import { startUp } from './P12.ts';

const GOALS: readonly Goal[] = [joinTime, startUp];
const RUNS = 10;

const wanted = process.argv.slice(2).map((id) => id.toUpperCase());
const unknown = wanted.filter((id) => GOALS.every((goal) => goal.id !== id));
if (unknown.length > 0) {
  console.error(`no goal is called ${unknown.join(', ')}: use ${GOALS.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}

for (const goal of GOALS.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
  const folder = await mkdtemp(join(tmpdir(), 'yankcord-bench-'));
  console.error(`${goal.id}: ${goal.title}`);
  try {
    await goal.measure({
      folder,
      runs: RUNS,
      report(figure) {
        console.log(lineOf(figure));
      },
      progress(text) {
        console.error(`  ${text}`);
      },
    });
  } catch (fault) {
    // Said, and the other goals are measured all the same.
    console.error(`${goal.id} could not be measured:`, fault);
    process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
