/** P7, memory: of a server that idles, of each participant, and what stays when everyone has gone. */
import { setTimeout as wait } from 'node:timers/promises';
import { median, type Bench, type Goal } from './figures.ts';
import { Conversation } from './load/Conversation.ts';
import type { Crowd } from './load/Crowd.ts';
import type { Counts, LoadedServer } from './load/LoadedServer.ts';
import { openScene } from './load/stage.ts';

const STEP = 50;
const SIZES = [50, 100, 150, 200];
const CYCLES = 20;
const TALK_MS = 2_000;
/** Until a room's leftovers are closed; the room itself is kept warm for half a minute. */
const CALM_MS = 3_000;
/** What is counted of people themselves, and gone with them at once; of their room, when it is no longer kept. */
const PEOPLE = ['peers', 'waitingPeers', 'sockets', 'members'];
const EMPTY_TIMEOUT_MS = 60_000;
const id = 'P7';

export const memory: Goal = { id, title: 'memory by participants, and after them', scale: true, measure };

async function measure(bench: Bench): Promise<void> {
  await slope(bench);
  await cycles(bench);
}

async function slope(bench: Bench): Promise<void> {
  await using scene = await openScene(bench.folder);
  const { server, crowd } = scene;
  await wait(CALM_MS);
  bench.report({
    id,
    name: 'PSS of an idle server with one worker',
    figure: server.pssMb(),
    unit: 'MB',
    goal: 90,
  });
  const points: [size: number, mb: number][] = [];
  for (const size of SIZES) {
    await crowd.growTo(size);
    await crowd.settle();
    await wait(CALM_MS);
    points.push([size, server.pssMb()]);
    bench.progress(`${String(size)} people: ${String(points.at(-1)?.[1])} MB`);
  }
  bench.report({
    id,
    name: 'PSS of each participant, 50 to 200 joined with media connected',
    figure: slopeOf(points),
    unit: 'MB',
    goal: 0.7,
    detail: { mb: Object.fromEntries(points) },
  });
}

/** The first cycle fills what is then kept: the level that the others come back to is the one after it. */
async function cycles(bench: Bench): Promise<void> {
  await using scene = await openScene(bench.folder);
  const { server, crowd } = scene;
  const before = await server.counts();
  const levels: number[] = [];
  const workers: number[] = [];
  const changed = new Set<string>();
  for (let cycle = 0; cycle <= CYCLES; cycle += 1) {
    await comeAndGo(crowd);
    for (const name of await changedCounts(server, before, PEOPLE)) {
      changed.add(name);
    }
    await wait(CALM_MS);
    levels.push(server.pssMb());
    workers.push(server.workerPssMb());
    bench.progress(`after cycle ${String(cycle)}: ${String(levels.at(-1))} MB`);
  }
  for (const name of await changedCounts(server, before, Object.keys(before))) {
    changed.add(name);
  }
  const [first = 0, ...others] = levels;
  const detail = { mb: levels.map(Math.round), workerMb: workers.map(Math.round) };
  const what = `PSS when ${String(STEP)} people came, talked and went`;
  bench.report({
    id,
    name: `${what}, each of ${String(CYCLES)} times, over the first, at most`,
    figure: Math.max(...others) / first,
    unit: 'ratio',
    goal: 1.05,
    detail: { ...detail, median: median(others) / first },
  });
  // Node gives back late what it once took: a leak is what still grows when that is over.
  const half = others.slice(CYCLES / 2);
  bench.report({
    id,
    name: `${what}, the last times over those in the middle`,
    figure: median(half.slice(-3)) / median(half.slice(0, 3)),
    unit: 'ratio',
    goal: undefined,
  });
  bench.report({
    id,
    name: 'counts that were not back when everyone had left',
    figure: changed.size,
    unit: 'count',
    goal: 0,
    detail: { counts: [...changed] },
  });
}

async function comeAndGo(crowd: Crowd): Promise<void> {
  await crowd.growTo(STEP);
  const conversation = new Conversation(crowd.peers);
  await wait(TALK_MS);
  conversation.close();
  await Promise.all(crowd.peers.map(async (peer) => peer.leave()));
  crowd.shrinkTo(0);
}

/** Waits until these are back; answers those that are not in the end. */
async function changedCounts(server: LoadedServer, before: Counts, names: readonly string[]): Promise<string[]> {
  const endMs = performance.now() + EMPTY_TIMEOUT_MS;
  for (;;) {
    const now = await server.counts();
    const changed = names.filter((name) => now[name] !== before[name]);
    if (changed.length === 0 || performance.now() > endMs) {
      return changed;
    }
    await wait(100);
  }
}

/** Of the least squares line. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const over = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return over / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}
