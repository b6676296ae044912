/** P3, what a conversation costs the server by its size: packets to each person, and its CPU. */
import { setTimeout as wait } from 'node:timers/promises';
import { median, type Bench, type Goal } from './figures.ts';
import { Conversation } from './load/Conversation.ts';
import { observe, Runs } from './load/observe.ts';
import { openScene, type Scene } from './load/stage.ts';

const SIZES = [10, 25, 50, 100, 200];
const RUN_MS = 4_000;
/** Until the first turns are taken. */
const WARM_MS = 1_000;
const id = 'P3';

export const sentPerPerson: Goal = { id, title: 'what people who take turns cost the server', scale: true, measure };

interface Point {
  readonly size: number;
  readonly packets: Runs;
  readonly cpu: Runs;
  readonly workerCpu: Runs;
}

async function measure(bench: Bench): Promise<void> {
  await using scene = await openScene(bench.folder);
  const points: Point[] = [];
  for (const size of SIZES) {
    await scene.crowd.growTo(size);
    await scene.crowd.settle();
    const point = await conversationOf(scene, size, bench.runs);
    points.push(point);
    bench.report({
      id,
      name: `packets a second to each of ${String(size)} people`,
      figure: point.packets.median,
      unit: 'packets/s',
      goal: size === 200 ? 50 : undefined,
      detail: {
        ...point.packets.detail,
        consumersEach: scene.crowd.peers[0]?.stay.offers.length,
        serverCpuPercent: point.cpu.median,
        workerCpuPercent: point.workerCpu.median,
      },
    });
  }
  reportExponent(bench, 'cost over size, 10 to 200 people', points, ({ cpu }) => cpu, 1.1);
  reportExponent(bench, "the worker's share of it", points, ({ workerCpu }) => workerCpu, undefined);
}

async function conversationOf({ server, crowd }: Scene, size: number, runs: number): Promise<Point> {
  const point = { size, packets: new Runs('amount'), cpu: new Runs('amount'), workerCpu: new Runs('amount') };
  const conversation = new Conversation(crowd.peers);
  try {
    await wait(WARM_MS);
    for (let run = 0; run < runs; run += 1) {
      const before = heardBy(crowd);
      const stretch = await observe(server, RUN_MS);
      point.packets.add((heardBy(crowd) - before) / size / stretch.seconds, stretch);
      point.cpu.add(stretch.nodePercent + stretch.workerPercent, stretch);
      point.workerCpu.add(stretch.workerPercent, stretch);
    }
  } finally {
    conversation.close();
  }
  return point;
}

const heardBy = ({ peers }: Scene['crowd']): number =>
  peers.reduce((sum, { stay }) => sum + stay.packets + stay.strays, 0);

function reportExponent(
  bench: Bench,
  name: string,
  points: readonly Point[],
  what: (point: Point) => Runs,
  goal: number | undefined,
): void {
  const known = points.filter((point) => what(point).values.length > 0);
  bench.report({
    id,
    name,
    figure:
      known.length < points.length
        ? undefined
        : exponent(known.map((point) => [point.size, median(what(point).values)])),
    unit: 'exponent',
    goal,
    detail: { cpuPercent: Object.fromEntries(known.map((point) => [point.size, what(point).median])) },
  });
}

/** Slope of the least squares line through the logarithms. */
function exponent(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(logs.map(([x]) => x)), mean(logs.map(([, y]) => y))];
  const over = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return over / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}
