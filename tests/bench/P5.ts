/**
 * P5, what our policy adds to the media: CPU for each packet forwarded and one-way delay, ours over a bare router that
 * forwards the same voices to as many. In turns, each alone on its core while it is measured.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { percentile, type Bench, type Goal } from './figures.ts';
import { BarePeer } from './load/BarePeer.ts';
import { makeDtlsCertificate } from './load/certificate.ts';
import { LoadedServer } from './load/LoadedServer.ts';
import { readFrame, type MicStream } from './load/MicStream.ts';
import { Runs, stretchOf, type Stretch } from './load/observe.ts';
import { openScene } from './load/stage.ts';

const RUN_MS = 3_000;
const CALM_MS = 500;
/** One packet of so many is deciphered, for the time that is in it. */
const SAMPLE_EVERY = 50;
/** Microphones that everybody hears by a consumer of its own; what comes later shares the floor. */
const SEATS = 6;
const id = 'P5';

/** Both send 25 000 packets a second. */
const SHAPES = [
  { name: 'seats', speakers: 5, listeners: 100, silentBefore: 0 },
  { name: 'the floor', speakers: 3, listeners: 167, silentBefore: SEATS },
] as const;
type Shape = (typeof SHAPES)[number];

export const addedCost: Goal = { id, title: 'what our policy adds to a bare router', scale: true, measure };

/** A room of either server: who speaks, and how many packets were heard. */
interface Room extends AsyncDisposable {
  readonly server: LoadedServer;
  readonly mics: readonly MicStream[];
  packets(): number;
  /** One-way, in ms, since the last call. */
  takeDelays(): number[];
}

async function measure(bench: Bench): Promise<void> {
  for (const shape of SHAPES) {
    await using ours = await openOurs(bench.folder, shape);
    await using bare = await openBare(bench.folder, shape);
    await compare(bench, shape, ours, bare);
  }
}

interface Result {
  readonly cpu: Runs;
  readonly delay: Runs;
  readonly rate: Runs;
  /** Of a core, beside the worker. */
  readonly node: Runs;
  /** Of a core, of both, while nobody speaks: signs of life, reports, statistics. */
  readonly silent: Runs;
}

const newResult = (): Result => ({
  cpu: new Runs('amount'),
  delay: new Runs('time'),
  rate: new Runs('amount'),
  node: new Runs('amount'),
  silent: new Runs('amount'),
});

async function compare(bench: Bench, { name, speakers, listeners }: Shape, ours: Room, bare: Room): Promise<void> {
  const results = { ours: newResult(), bare: newResult() };
  for (let run = 0; run <= bench.runs; run += 1) {
    for (const [room, result] of [
      [bare, results.bare],
      [ours, results.ours],
    ] as const) {
      // The first warms both up.
      await talkIn(room, run === 0 ? newResult() : result);
    }
    bench.progress(`${name}, run ${String(run)}: ${String(results.ours.cpu.values.at(-1))} µs a packet`);
  }
  const us = results.ours.cpu.median;
  const bareUs = results.bare.cpu.median;
  const over = `${String(speakers)} speak to ${String(listeners)} by ${name}`;
  bench.report({
    id,
    name: `CPU for each packet, ours over bare: ${over}`,
    figure: us === undefined || bareUs === undefined ? undefined : us / bareUs,
    unit: 'ratio',
    goal: 1.05,
    detail: {
      ...results.ours.cpu.detail,
      oursUs: us,
      bareUs,
      packetsPerSecond: results.ours.rate.median,
      nodeCpuPercent: { ours: results.ours.node.median, bare: results.bare.node.median },
      silentCpuPercent: { ours: results.ours.silent.median, bare: results.bare.silent.median },
    },
  });
  const ms = results.ours.delay.median;
  const bareMs = results.bare.delay.median;
  bench.report({
    id,
    name: `p99 of the one-way delay, ours less bare: ${over}`,
    figure: ms === undefined || bareMs === undefined ? undefined : ms - bareMs,
    unit: 'ms',
    goal: 1,
    detail: { ...results.ours.delay.detail, ours: ms, bare: bareMs },
  });
}

async function talkIn(room: Room, { cpu, delay, rate, node: nodeCpu, silent }: Result): Promise<void> {
  const quiet = await stretchOf(room.server, () => wait(RUN_MS));
  silent.add(quiet.nodePercent + quiet.workerPercent, quiet);
  for (const mic of room.mics) {
    mic.speak();
    await wait(20 / room.mics.length); // people do not speak in step
  }
  await wait(CALM_MS);
  room.takeDelays();
  const before = room.packets();
  const stretch: Stretch = await stretchOf(room.server, () => wait(RUN_MS));
  const packets = room.packets() - before;
  const delays = room.takeDelays();
  for (const mic of room.mics) {
    mic.fallSilent();
  }
  const { node, worker } = stretch.cost;
  cpu.add(((node.cpuMs + worker.cpuMs) * 1_000) / packets, stretch);
  nodeCpu.add(stretch.nodePercent, stretch);
  rate.add(packets / stretch.seconds, stretch);
  delay.add(percentile(delays, 99), stretch);
  await wait(CALM_MS);
}

class Delays {
  #values: number[] = [];
  #packets = 0;

  hear(open: () => Buffer): void {
    this.#packets += 1;
    if (this.#packets % SAMPLE_EVERY === 0) {
      this.#values.push(performance.now() - readFrame(open()).sentMs);
    }
  }

  take(): number[] {
    const values = this.#values;
    this.#values = [];
    return values;
  }
}

async function openOurs(folder: string, { speakers, listeners, silentBefore }: Shape): Promise<Room> {
  const scene = await openScene(folder);
  const { server, crowd } = scene;
  const delays = new Delays();
  await crowd.growTo(silentBefore + speakers);
  const mics = crowd.peers.slice(silentBefore).map(({ stay }) => stay.mic);
  await crowd.growTo(silentBefore + speakers + listeners, { speaks: false });
  await crowd.settle();
  const audience = crowd.peers.slice(silentBefore + speakers);
  // Speakers and the silent hear too, as in a room they do; they are counted, for the server sends to them as well.
  for (const peer of audience) {
    peer.onHeard = ({ open }) => {
      delays.hear(open);
    };
  }
  return {
    server,
    mics: mics.filter((mic) => mic !== undefined),
    packets: () => crowd.peers.reduce((sum, { stay }) => sum + stay.packets, 0),
    takeDelays: () => delays.take(),
    [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose](),
  };
}

async function openBare(folder: string, { speakers, listeners }: Shape): Promise<Room> {
  const stack = new AsyncDisposableStack();
  const server = await LoadedServer.bare(folder);
  stack.defer(() => server.stop());
  const certificate = await makeDtlsCertificate();
  const delays = new Delays();
  const mics: MicStream[] = [];
  const peers: BarePeer[] = [];
  const add = async (): Promise<BarePeer> => {
    const peer = await BarePeer.open(server.url, certificate);
    stack.defer(() => {
      peer.close();
    });
    return peer;
  };
  while (mics.length < speakers) {
    mics.push(await (await add()).produce());
  }
  while (peers.length < listeners) {
    const peer = await add();
    await peer.listen();
    peer.onPacket = (_packet, open) => {
      delays.hear(open);
    };
    peers.push(peer);
  }
  return {
    server,
    mics,
    packets: () => peers.reduce((sum, { packets }) => sum + packets, 0),
    takeDelays: () => delays.take(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
