/**
 * P5, what our policy adds to the media: CPU for each packet forwarded and one-way delay, ours over a bare router that
 * forwards the same voices to as many. In turns, each alone on its core while it is measured.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { median, percentile, type Bench, type Goal } from './figures.ts';
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

/**
 * The second takes every packet out of the worker and puts it back, as the floor does, and does nothing else: what
 * there is between the two is the engine's own price of a stream that is rewritten.
 */
type Other = 'bare' | 'a bare relay';

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
    {
      await using bare = await openBare(bench.folder, shape, 'bare');
      await compare(bench, shape, ours, bare, 'bare');
    }
    if (shape.silentBefore > 0) {
      await using relay = await openBare(bench.folder, shape, 'a bare relay');
      await compare(bench, shape, ours, relay, 'a bare relay');
    }
  }
}

/** Of one room, in one run. */
interface Talk {
  readonly stretch: Stretch;
  readonly packetUs: number;
  readonly delayP99Ms: number;
  readonly packetsPerSecond: number;
  /** Of a core, of all the server's processes, while nobody speaks: signs of life, reports, statistics. */
  readonly silentPercent: number;
}

async function compare(
  bench: Bench,
  { name, speakers, listeners }: Shape,
  ours: Room,
  bare: Room,
  other: Other,
): Promise<void> {
  const cpu = new Runs('amount');
  const delay = new Runs('time');
  const pairs: { ours: Talk; bare: Talk }[] = [];
  for (let run = 0; run <= bench.runs; run += 1) {
    // One right after the other, for a neighbour's noise to meet both; who is first takes turns.
    const first = await talkIn(run % 2 === 0 ? ours : bare);
    const second = await talkIn(run % 2 === 0 ? bare : ours);
    const pair = run % 2 === 0 ? { ours: first, bare: second } : { ours: second, bare: first };
    if (run > 0) {
      // The first warmed both up.
      const stretch = worse(pair.ours.stretch, pair.bare.stretch);
      cpu.add(pair.ours.packetUs / pair.bare.packetUs, stretch);
      delay.add(pair.ours.delayP99Ms - pair.bare.delayP99Ms, stretch);
      pairs.push(pair);
      bench.progress(
        `${name}, run ${String(run)}: ${pair.ours.packetUs.toFixed(1)} µs, ${pair.bare.packetUs.toFixed(1)}`,
      );
    }
  }
  const over = `${String(speakers)} speak to ${String(listeners)} by ${name}`;
  const both = (what: (talk: Talk) => number): object => ({
    ours: median(pairs.map((pair) => what(pair.ours))),
    bare: median(pairs.map((pair) => what(pair.bare))),
  });
  bench.report({
    id,
    name: `CPU for each packet, ours over ${other}: ${over}`,
    figure: cpu.median,
    unit: 'ratio',
    goal: 1.05,
    detail: {
      ...cpu.detail,
      packetUs: both(({ packetUs }) => packetUs),
      packetsPerSecond: both(({ packetsPerSecond }) => packetsPerSecond),
      nodeCpuPercent: both(({ stretch }) => stretch.nodePercent),
      silentCpuPercent: both(({ silentPercent }) => silentPercent),
    },
  });
  bench.report({
    id,
    name: `p99 of the one-way delay, ours less ${other}: ${over}`,
    figure: delay.median,
    unit: 'ms',
    goal: 1,
    detail: { ...delay.detail, delayP99Ms: both(({ delayP99Ms }) => delayP99Ms) },
  });
}

/** Void if either is. */
const worse = (one: Stretch, other: Stretch): Pick<Stretch, 'own' | 'waitPercent'> => ({
  own: {
    cpuPercent: Math.max(one.own.cpuPercent, other.own.cpuPercent),
    lagP99Ms: Math.max(one.own.lagP99Ms, other.own.lagP99Ms),
  },
  waitPercent: Math.max(one.waitPercent, other.waitPercent),
});

async function talkIn(room: Room): Promise<Talk> {
  const silent = await stretchOf(room.server, () => wait(RUN_MS));
  for (const mic of room.mics) {
    mic.speak();
    await wait(20 / room.mics.length); // people do not speak in step
  }
  await wait(CALM_MS);
  room.takeDelays();
  const before = room.packets();
  const stretch = await stretchOf(room.server, () => wait(RUN_MS));
  const packets = room.packets() - before;
  const delays = room.takeDelays();
  for (const mic of room.mics) {
    mic.fallSilent();
  }
  await wait(CALM_MS);
  return {
    stretch,
    packetUs: ((stretch.cost.node.cpuMs + stretch.cost.worker.cpuMs) * 1_000) / packets,
    delayP99Ms: percentile(delays, 99),
    packetsPerSecond: packets / stretch.seconds,
    silentPercent: silent.nodePercent + silent.workerPercent,
  };
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

async function openBare(folder: string, { speakers, listeners }: Shape, other: Other): Promise<Room> {
  const stack = new AsyncDisposableStack();
  const server = await LoadedServer.bare(folder, { relays: other === 'a bare relay' });
  stack.defer(() => server.stop());
  const certificate = await makeDtlsCertificate();
  const delays = new Delays();
  const mics: { mic: MicStream; producerId: string }[] = [];
  const peers: BarePeer[] = [];
  while (peers.length < speakers + listeners) {
    const peer = await BarePeer.open(server.url, certificate);
    stack.defer(() => {
      peer.close();
    });
    peers.push(peer);
    // Everyone has both transports, as in ours.
    if (mics.length < speakers) {
      mics.push(await peer.produce());
    } else {
      await peer.connectToSend();
    }
  }
  const producerIds = mics.map(({ producerId }) => producerId);
  for (const [index, peer] of peers.entries()) {
    await peer.listen(producerIds.filter((_, speaker) => speaker !== index));
    if (index >= speakers) {
      peer.onPacket = (_packet, open) => {
        delays.hear(open);
      };
    }
  }
  return {
    server,
    mics: mics.map(({ mic }) => mic),
    packets: () => peers.reduce((sum, { packets }) => sum + packets, 0),
    takeDelays: () => delays.take(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
