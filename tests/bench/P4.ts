/** P4, how much of a beginning is lost: speakers who were silent for long, and the first frame that each other hears. */
import { setTimeout as wait } from 'node:timers/promises';
import { percentile, type Bench, type Goal } from './figures.ts';
import { FRAME_MS, readFrame } from './load/MicStream.ts';
import { lateness } from './load/LoadWatch.ts';
import { Runs, stretchOf } from './load/observe.ts';
import { openScene, type Scene } from './load/stage.ts';
import type { SyntheticPeer } from './load/SyntheticPeer.ts';

const SIZES = [10, 200];
const SPURT_MS = 400;
/** Longer than anything in the server lasts that follows a voice. */
const SILENCE_MS = 900;
/** Spurts for each run that was asked for. */
const SPURTS_EACH = 4;
const id = 'P4';

export const onset: Goal = { id, title: 'the beginning of speech after silence', scale: true, measure };

async function measure(bench: Bench): Promise<void> {
  await using scene = await openScene(bench.folder);
  for (const size of SIZES) {
    await scene.crowd.growTo(size);
    await scene.crowd.settle();
    await onsetsOf(bench, scene, size);
  }
}

/** Of one spurt at one listener. */
interface Arrival {
  firstIndex: number | undefined;
  /** Packets that were shown under another's name. */
  misnamed: number;
}

async function onsetsOf(bench: Bench, { server, crowd }: Scene, size: number): Promise<void> {
  const clippedMs: number[] = [];
  let unheard = 0;
  let misnamed = 0;
  const runs = new Runs('time');
  for (let spurt = 0; spurt < bench.runs * SPURTS_EACH; spurt += 1) {
    // From one end and the other in turns: those who came first, and those who came last.
    const speaker = crowd.peers.at(spurt % 2 === 0 ? (spurt / 2) % size : -((spurt + 1) / 2) % size);
    if (speaker === undefined) {
      throw new Error('nobody to speak');
    }
    let arrivals: Arrival[] = [];
    const stretch = await stretchOf(server, async () => {
      arrivals = await listenTo(speaker, crowd.peers);
    });
    const heard = arrivals.map(({ firstIndex }) => firstIndex).filter((index) => index !== undefined);
    runs.add(Math.max(0, ...heard) * FRAME_MS, stretch);
    if (lateness(stretch.own) === undefined) {
      clippedMs.push(...heard.map((index) => index * FRAME_MS));
      unheard += arrivals.length - heard.length;
      misnamed += arrivals.reduce((sum, arrival) => sum + arrival.misnamed, 0);
    }
  }
  const detail = { ...runs.detail, listeners: clippedMs.length, unheard };
  const ofAll = (percent: number): number | undefined =>
    clippedMs.length === 0 || unheard > 0 ? undefined : percentile(clippedMs, percent);
  const room = `of ${String(size)}, by synthetic peers`;
  bench.report({ id, name: `clipped in a room ${room}, p95`, figure: ofAll(95), unit: 'ms', goal: 20, detail });
  bench.report({ id, name: `clipped in a room ${room}, at most`, figure: ofAll(100), unit: 'ms', goal: 60 });
  bench.report({
    id,
    name: `packets shown under another's name in a room ${room}`,
    figure: misnamed,
    unit: 'count',
    goal: undefined,
  });
}

async function listenTo(speaker: SyntheticPeer, everyone: readonly SyntheticPeer[]): Promise<Arrival[]> {
  const spurt = speaker.stay.mic?.spurts ?? 0;
  const listeners = everyone.filter((peer) => peer !== speaker);
  const arrivals = listeners.map((listener) => {
    const arrival: Arrival = { firstIndex: undefined, misnamed: 0 };
    listener.onHeard = ({ offer, open }) => {
      const frame = readFrame(open());
      if (frame.spurt === spurt) {
        arrival.firstIndex = Math.min(arrival.firstIndex ?? frame.index, frame.index);
      }
      arrival.misnamed += listener.stay.speakerOf(offer) === speaker.guest.id ? 0 : 1;
    };
    return arrival;
  });
  await speaker.speak();
  await wait(SPURT_MS);
  await speaker.fallSilent();
  await wait(SILENCE_MS);
  for (const listener of listeners) {
    listener.onHeard = () => undefined;
  }
  return arrivals;
}
