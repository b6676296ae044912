/** P8, telling 200 people what happens: a mute to the last of them, and a storm of joins. */
import { setTimeout as wait } from 'node:timers/promises';
import { percentile, type Bench, type Goal } from './figures.ts';
import { Conversation } from './load/Conversation.ts';
import { observe, Runs, stretchOf } from './load/observe.ts';
import { openScene, type Scene } from './load/stage.ts';
import type { SyntheticPeer } from './load/SyntheticPeer.ts';

const SIZE = 200;
/** Mutes for each run that was asked for: enough for a p99. */
const MUTES_EACH = 20;
const MUTE_EVERY_MS = 120;
const STORM_MS = 10_000;
const WATCHERS = 20;
const TALK_MS = 10_000;
const id = 'P8';

export const signaling: Goal = { id, title: 'what 200 people are told, and what that costs', scale: true, measure };

async function measure(bench: Bench): Promise<void> {
  await using scene = await openScene(bench.folder);
  await storm(bench, scene);
  await scene.crowd.settle();
  await conversation(bench, scene);
  await mutes(bench, scene);
}

/** People who are signed in join within ten seconds; a few in the call already count what they are told. */
async function storm(bench: Bench, { server, crowd }: Scene): Promise<void> {
  await crowd.growTo(WATCHERS);
  const watchers = [...crowd.peers];
  const coming: SyntheticPeer[] = [];
  while (coming.length < SIZE - WATCHERS) {
    coming.push(await crowd.add());
  }
  await wait(1_000);
  const before = watchers.map(({ notices }) => notices);
  const stretch = await stretchOf(server, async () => {
    const lastly = wait(STORM_MS);
    await Promise.all(
      coming.map(async (peer, index) => {
        await wait((index * STORM_MS) / coming.length);
        await peer.join(peer.guest.voiceChannel('Lounge'));
      }),
    );
    await lastly;
  });
  const runs = new Runs('amount');
  watchers.forEach(({ notices }, index) => {
    runs.add((notices - (before[index] ?? 0)) / stretch.seconds, stretch);
  });
  bench.report({
    id,
    name: `notices to each of ${String(WATCHERS)} while ${String(coming.length)} join in 10 s`,
    figure: runs.median,
    unit: 'messages/s',
    goal: 2,
    detail: { ...runs.detail, tookSeconds: stretch.seconds, serverNodePercent: stretch.nodePercent },
  });
}

async function conversation(bench: Bench, { server, crowd }: Scene): Promise<void> {
  const talk = new Conversation(crowd.peers);
  const runs = new Runs('amount');
  await wait(1_000);
  for (let run = 0; run < bench.runs; run += 1) {
    const stretch = await observe(server, TALK_MS / bench.runs);
    runs.add(stretch.nodePercent, stretch);
  }
  talk.close();
  bench.report({
    id,
    name: `CPU of signaling while ${String(SIZE)} people take turns`,
    figure: runs.median,
    unit: '%',
    goal: 15,
    detail: runs.detail,
  });
}

async function mutes(bench: Bench, { server, crowd }: Scene): Promise<void> {
  const runs = new Runs('time');
  for (let run = 0; run < bench.runs; run += 1) {
    const values: number[] = [];
    const stretch = await stretchOf(server, async () => {
      for (let mute = 0; mute < MUTES_EACH; mute += 1) {
        const peer = crowd.peers[(run * MUTES_EACH + mute) % crowd.peers.length];
        if (peer !== undefined) {
          values.push(await toldToAll(peer, crowd.peers));
        }
        await wait(MUTE_EVERY_MS);
      }
    });
    values.forEach((value) => {
      runs.add(value, stretch);
    });
    bench.progress(`mute to the last of all: p50 ${String(percentile(values, 50))} ms`);
  }
  bench.report({
    id,
    name: `from a mute to the last of ${String(SIZE)} being told, p99`,
    figure: runs.percentile(99),
    unit: 'ms',
    goal: 25,
    detail: { p50: runs.median, ...runs.detail },
  });
}

/** In ms, until the last of them is told that the peer is muted. */
async function toldToAll(peer: SyntheticPeer, everyone: readonly SyntheticPeer[]): Promise<number> {
  const memberId = peer.guest.id;
  const startMs = performance.now();
  const told = everyone.map(
    (one) =>
      new Promise<number>((resolve) => {
        one.onTold = (notice) => {
          if (
            notice.name === 'roomChanged' &&
            notice.data.events.some((event) => event.kind === 'stateChanged' && event.memberId === memberId)
          ) {
            one.onTold = () => undefined;
            resolve(performance.now() - startMs);
          }
        };
      }),
  );
  await peer.guest.ask('setVoiceState', { muted: true, deafened: false });
  const lastMs = Math.max(...(await Promise.all(told)));
  await peer.guest.ask('setVoiceState', { muted: false, deafened: false });
  return lastMs;
}
