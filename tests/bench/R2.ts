/** R2, the death of a media worker: until each of 50 people hears again. */
import { setTimeout as wait } from 'node:timers/promises';
import { percentile, type Bench, type Goal } from './figures.ts';
import { Runs, stretchOf } from './load/observe.ts';
import { openScene, type Scene } from './load/stage.ts';
import type { SyntheticPeer } from './load/SyntheticPeer.ts';

const SIZE = 50;
const TIMEOUT_MS = 10_000;
const CALM_MS = 1_500;
const id = 'R2';

export const workerDeath: Goal = { id, title: 'kill -9 of a media worker', scale: true, measure };

async function measure(bench: Bench): Promise<void> {
  await using scene = await openScene(bench.folder);
  const { crowd, server } = scene;
  await crowd.growTo(SIZE);
  await crowd.settle();
  // Two, so that each of them hears somebody too.
  await Promise.all([crowd.peers[0]?.speak(), crowd.peers.at(-1)?.speak()]);
  await wait(CALM_MS);
  const members = await membersOf(scene);
  const runs = new Runs('amount');
  let whole = 0;
  let worstMs = 0;
  for (let run = 0; run < bench.runs; run += 1) {
    let values: (number | undefined)[] = [];
    const stretch = await stretchOf(server, async () => {
      values = await killAndListen(scene);
    });
    await wait(CALM_MS);
    const heard = values.filter((value) => value !== undefined);
    for (const value of heard) {
      runs.add(value, stretch);
    }
    worstMs = Math.max(worstMs, ...heard);
    const same = (await membersOf(scene)) === members;
    whole += heard.length === SIZE && same ? 1 : 0;
    bench.progress(`run ${String(run + 1)}: p95 ${String(percentile(heard, 95))} ms, ${String(heard.length)} hear`);
  }
  bench.report({
    id,
    name: `from the kill to hearing again, each of ${String(SIZE)}, p95`,
    figure: runs.percentile(95),
    unit: 'ms',
    goal: 1_000,
    detail: { p50: runs.median, worstMs: Math.round(worstMs), kills: bench.runs, ...runs.detail },
  });
  bench.report({
    id,
    name: 'kills after which not everyone heard again, or another was there',
    figure: bench.runs - whole,
    unit: 'count',
    goal: 0,
    detail: { kills: bench.runs },
  });
}

/** In ms after the kill, for each; undefined for who heard nothing in time. */
async function killAndListen({ server, crowd }: Scene): Promise<(number | undefined)[]> {
  const { workerPid } = server;
  if (workerPid === undefined) {
    throw new Error('no worker to kill');
  }
  process.kill(workerPid, 'SIGKILL');
  const startMs = performance.now();
  const heard = crowd.peers.map(async (peer) => nextOnANewStay(peer).then(() => performance.now() - startMs));
  const late = wait(TIMEOUT_MS, undefined);
  return Promise.all(heard.map(async (one) => Promise.race([one, late])));
}

/** Resolves with the first packet of a stay other than the present one: what was on the way does not count. */
async function nextOnANewStay(peer: SyntheticPeer): Promise<void> {
  const { peerId } = peer.stay;
  await new Promise<void>((resolve) => {
    peer.onHeard = ({ open }) => {
      if (peer.stay.peerId !== peerId) {
        open();
        peer.onHeard = () => undefined;
        resolve();
      }
    };
  });
}

/** Who is in which call, and how, as a newcomer is told. */
async function membersOf({ crowd }: Scene): Promise<string> {
  const newcomer = await crowd.add();
  const { voice } = newcomer.guest.welcome;
  crowd.remove(newcomer);
  return voice
    .map(({ memberId, channelId, muted, deafened }) => [memberId, channelId, muted, deafened].join(' '))
    .sort()
    .join('\n');
}
