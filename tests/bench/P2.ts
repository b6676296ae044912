/** P2, joining by the size of the room: until the newcomer is heard something, and what it has to hold. */
import { setTimeout as wait } from 'node:timers/promises';
import { median, type Bench, type Goal } from './figures.ts';
import { Runs, stretchOf } from './load/observe.ts';
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
  const joins = new Map<number, Runs>();
  for (const size of SIZES) {
    await scene.crowd.growTo(size - 1);
    await scene.crowd.settle();
    const { runs, lines } = await joinsOf(scene, bench.runs);
    joins.set(size, runs);
    bench.report({
      id,
      name: `joining as the last of ${String(size)}, to the first packet of someone who speaks`,
      figure: runs.median,
      unit: 'ms',
      goal: size === 200 ? 1_000 : undefined,
      detail: { ...runs.detail, receivingMLines: median(lines) },
    });
  }
  const [small, large] = [joins.get(10)?.median, joins.get(200)?.median];
  bench.report({
    id,
    name: 'joining 200 over joining 10',
    figure: small === undefined || large === undefined ? undefined : large / small,
    unit: 'ratio',
    goal: 1.3,
  });
}

/** The one who came last speaks: where people share the floor, it is a place of the floor that is heard. */
async function joinsOf({ server, crowd }: Scene, wanted: number): Promise<{ runs: Runs; lines: number[] }> {
  const runs = new Runs('time');
  const lines: number[] = [];
  const speaker = crowd.peers.at(-1);
  await speaker?.speak();
  for (let run = 0; run <= wanted; run += 1) {
    const newcomer = await crowd.add();
    await wait(SETTLE_MS);
    let tookMs = 0;
    const stretch = await stretchOf(server, async () => {
      tookMs = await heardAfterJoin(newcomer);
    });
    await wait(SETTLE_MS);
    if (run > 0) {
      runs.add(tookMs, stretch); // the first warms up what everyone shares
      lines.push(newcomer.stay.offers.length);
    }
    crowd.remove(newcomer);
    await wait(SETTLE_MS);
  }
  await speaker?.fallSilent();
  return { runs, lines };
}

async function heardAfterJoin(newcomer: SyntheticPeer): Promise<number> {
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
    await newcomer.join(newcomer.guest.voiceChannel('Lounge'));
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
  let faults = 0;
  const restless = await Promise.all(Array.from({ length: RESTLESS }, async () => crowd.add()));
  await Promise.all(
    restless.map(async (peer) => {
      for (let stay = 0; stay < STAYS_EACH; stay += 1) {
        const [failed] = await Promise.all([comeAndGo(peer), wait(CYCLE_MS)]);
        faults += failed;
      }
    }),
  );
  for (const peer of restless) {
    crowd.remove(peer);
  }
  await crowd.settle();
  const after = sizeOf();
  bench.report({
    id,
    name: `what one who stays holds after ${String(RESTLESS * STAYS_EACH)} joins and leaves of others, over before`,
    figure: after.bytes / before.bytes,
    unit: 'ratio',
    goal: 1.1,
    detail: { mLinesBefore: before.lines, mLinesAfter: after.lines, failedAcknowledgements: faults + crowd.faults },
  });
}

/** @returns how often the server failed it */
async function comeAndGo(peer: SyntheticPeer): Promise<number> {
  await peer.join(peer.guest.voiceChannel('Lounge'));
  await peer.speak();
  await wait(SPOKEN_MS);
  const { faults } = peer.stay;
  await peer.leave();
  return faults;
}
