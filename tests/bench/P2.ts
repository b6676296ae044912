/** P2, joining by the size of the room: until the newcomer is heard something, and what it has to hold. */
import { setTimeout as wait } from 'node:timers/promises';
import { median, type Bench, type Goal } from './figures.ts';
import { Crowd } from './load/Crowd.ts';
import { Runs, stretchOf, type Stretch } from './load/observe.ts';
import { openScene, type Scene } from './load/stage.ts';
import type { SyntheticPeer } from './load/SyntheticPeer.ts';

const SIZES = [10, 25, 50, 100, 200];
const SETTLE_MS = 200;
const HEARD_TIMEOUT_MS = 10_000;
const STAYING = 10;
const RESTLESS = 20;
const STAYS_EACH = 50;
/** So that the restless stay below the server's limit of requests. */
const CYCLE_MS = 450;
const SPOKEN_MS = 100;
const id = 'P2';

export const joinAtScale: Goal = { id, title: 'joining a large room', scale: true, measure };

async function measure(bench: Bench): Promise<void> {
  await joinsBySize(bench);
  await comingAndGoing(bench);
}

async function joinsBySize(bench: Bench): Promise<void> {
  await using scene = await openScene(bench.folder);
  const { server, crowd } = scene;
  for (const size of SIZES) {
    await crowd.growTo(size - 1);
    await crowd.settle();
    const runs = new Runs('time');
    const lines: number[] = [];
    for (let run = 0; run <= bench.runs; run += 1) {
      const join = await joinOnce(scene, 'Lounge');
      if (run > 0) {
        runs.add(join.tookMs, join.stretch); // the first warms up what everyone shares
        lines.push(join.lines);
      }
    }
    bench.report({
      id,
      name: `joining as the last of ${String(size)}, to the first packet of someone who speaks`,
      figure: runs.median,
      unit: 'ms',
      goal: size === 200 ? 1_000 : undefined,
      detail: { ...runs.detail, receivingMLines: median(lines) },
    });
  }
  const beside = await Crowd.open(server.url, 'Beside');
  try {
    await beside.growTo(9, { channel: 'Games' });
    await beside.settle();
    await compareSizes(bench, scene, { server, crowd: beside });
  } finally {
    beside.close();
  }
}

/** One right after the other, for a neighbour's noise to meet both. */
async function compareSizes(bench: Bench, large: Room, small: Room): Promise<void> {
  const ratio = new Runs('time');
  for (let run = 0; run < bench.runs; run += 1) {
    const few = await joinOnce(small, 'Games');
    const many = await joinOnce(large, 'Lounge');
    ratio.add(many.tookMs / few.tookMs, {
      own: few.stretch.own.lagP99Ms > many.stretch.own.lagP99Ms ? few.stretch.own : many.stretch.own,
      waitPercent: Math.max(few.stretch.waitPercent, many.stretch.waitPercent),
    });
  }
  bench.report({
    id,
    name: 'joining 200 over joining 10, one after the other',
    figure: ratio.median,
    unit: 'ratio',
    goal: 1.3,
    detail: ratio.detail,
  });
}

type Room = Pick<Scene, 'server' | 'crowd'>;

/** The one who came last speaks: where people share the floor, it is a place of the floor that is heard. */
async function joinOnce(
  { server, crowd }: Room,
  channel: string,
): Promise<{ tookMs: number; lines: number; stretch: Stretch }> {
  const speaker = crowd.peers.at(-1);
  await speaker?.speak();
  const newcomer = await crowd.add();
  await wait(SETTLE_MS);
  let tookMs = 0;
  const stretch = await stretchOf(server, async () => {
    tookMs = await heardAfterJoin(newcomer, channel);
  });
  await wait(SETTLE_MS);
  const lines = newcomer.stay.offers.length;
  crowd.remove(newcomer);
  await speaker?.fallSilent();
  await wait(SETTLE_MS);
  return { tookMs, lines, stretch };
}

async function heardAfterJoin(newcomer: SyntheticPeer, channel: string): Promise<number> {
  const { promise: heard, resolve, reject } = Promise.withResolvers<number>();
  const timeout = setTimeout(() => {
    reject(new Error('the newcomer heard nobody'));
  }, HEARD_TIMEOUT_MS);
  newcomer.onHeard = ({ open }) => {
    open(); // only what can be deciphered is heard
    resolve(performance.now());
    newcomer.onHeard = () => undefined;
  };
  const startMs = performance.now();
  try {
    await newcomer.join(newcomer.guest.voiceChannel(channel));
    return (await heard) - startMs;
  } finally {
    clearTimeout(timeout);
  }
}

/** A thousand stays of others, each with a few words, seen by one who stays. */
async function comingAndGoing(bench: Bench): Promise<void> {
  await using scene = await openScene(bench.folder);
  const { crowd } = scene;
  await crowd.growTo(STAYING);
  await crowd.settle();
  const [witness] = crowd.peers;
  if (witness === undefined) {
    throw new Error('nobody stayed');
  }
  const sizeOf = (): { lines: number; bytes: number } => ({
    lines: witness.stay.offers.length,
    bytes: JSON.stringify(witness.stay.offers).length,
  });
  const before = sizeOf();
  const { stays, faults } = await comeAndGo(crowd);
  const after = sizeOf();
  bench.report({
    id,
    name: `what one who stays holds after ${String(stays)} joins and leaves of others, over before`,
    figure: after.bytes / before.bytes,
    unit: 'ratio',
    goal: 1.1,
    detail: { mLinesBefore: before.lines, mLinesAfter: after.lines },
  });
  bench.report({
    id,
    name: 'acknowledgements meanwhile that the server failed',
    figure: faults,
    unit: 'count',
    goal: 0,
  });
}

/** Others come, say a word and go, over and over; then they are all gone, and who stayed knows it. */
export async function comeAndGo(crowd: Crowd): Promise<{ stays: number; faults: number }> {
  const restless = await Promise.all(Array.from({ length: RESTLESS }, async () => crowd.add()));
  const faults: number[] = [];
  await Promise.all(
    restless.map(async (peer) => {
      for (let stay = 0; stay < STAYS_EACH; stay += 1) {
        const [failed] = await Promise.all([stayShortly(peer), wait(CYCLE_MS)]);
        faults.push(failed);
      }
    }),
  );
  for (const peer of restless) {
    crowd.remove(peer);
  }
  await crowd.settle();
  return { stays: faults.length, faults: faults.reduce((sum, count) => sum + count, crowd.faults) };
}

/** @returns how often the server failed it */
async function stayShortly(peer: SyntheticPeer): Promise<number> {
  await peer.join(peer.guest.voiceChannel('Lounge'));
  await peer.speak();
  await wait(SPOKEN_MS);
  const { faults } = peer.stay;
  await peer.leave();
  return faults;
}
