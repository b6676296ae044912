/**
 * P10, a screen of 720 lines at 30 pictures a second from the app's capture to a viewer's page, all on this machine: the time is
 * drawn on the display, and read in the video element.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { BadNetwork } from '../fakes/BadNetwork.ts';
import { lossy } from '../fakes/impairment.ts';
import { deviceState } from '../fakes/screen.ts';
import { median, percentile, type Bench, type Goal } from './figures.ts';
import { enter, openGlass, SETTLE_MS, shareNative, watchFor } from './glassStage.ts';
import type { Glimpse } from './page/glass.ts';
import { openBrowser, startOurs, visit, type Visit } from './stage.ts';

const LOOK_MS = 3_000;
const LOSS = 0.02;
/** The next one comes at any moment of the time between two key pictures. */
const LATE_STEP_MS = 370;
const id = 'P10';

export const glassToGlass: Goal = { id, title: 'a screen from glass to glass', measure };

async function measure(bench: Bench): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const { mediaPort, settings } = await BadNetwork.mediaSettings();
  const server = await startOurs(bench.folder, settings);
  stack.defer(() => server.kill());
  const display = stack.use(await openGlass());
  const looking = await openBrowser(bench.folder, 880);
  stack.defer(() => looking.close());
  const share = stack.use(await shareNative(server.url, 'Nia', display.name));

  const viewer = await visit(looking, deviceState(server.url));
  await enter(viewer, server.url, 'Vera', 'Nia');
  await ages(bench, viewer);
  await late(bench, viewer);
  share.relay.impair({ up: lossy(LOSS), down: lossy(LOSS) });
  await freezes(bench, viewer, "2 % lost on the sharer's way");
  share.relay.impair({});
  await viewer.close();

  const network = await BadNetwork.open(server.url, mediaPort);
  stack.defer(() => network.close());
  const far = await visit(looking, deviceState(network.url));
  await network.lead(far.page.context());
  await enter(far, network.url, 'Fara', 'Nia');
  network.media.impair({ up: lossy(LOSS), down: lossy(LOSS) });
  await freezes(bench, far, "2 % lost on the viewer's way");
}

async function ages(bench: Bench, viewer: Visit): Promise<void> {
  const seen = await watchFor(viewer, bench.runs * LOOK_MS);
  const read = seen.flatMap(({ ageMs }) => (ageMs === undefined ? [] : [ageMs]));
  const detail = {
    pictures: seen.length,
    unread: seen.length - read.length,
    fps: Math.round((seen.length / bench.runs / LOOK_MS) * 1_000),
  };
  const figure = (name: string, value: number, goal?: number): void => {
    bench.report({ id, name, figure: value, unit: 'ms', goal, detail });
  };
  figure('glass to glass, p50', percentile(read, 50), 60);
  figure('glass to glass, p95', percentile(read, 95), 100);
}

async function late(bench: Bench, { page }: Visit): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < bench.runs; run += 1) {
    await page.evaluate((label) => {
      window.glass.click(label);
    }, 'Stop watching');
    await page.getByRole('button', { name: 'Watch the screen of Nia' }).waitFor();
    await wait(LATE_STEP_MS);
    times.push(await page.evaluate((label) => window.glass.press(label), 'Watch the screen of Nia'));
    bench.progress(`first picture after ${String(Math.round(times.at(-1) ?? 0))} ms`);
    await wait(SETTLE_MS);
  }
  bench.report({
    id,
    name: "from Watch to a late viewer's first picture, p95",
    figure: percentile(times, 95),
    unit: 'ms',
    goal: 1_000,
    detail: { p50: median(times), runs: times.length },
  });
}

async function freezes(bench: Bench, viewer: Visit, name: string): Promise<void> {
  await wait(SETTLE_MS);
  const seen = await watchFor(viewer, bench.runs * LOOK_MS);
  const gaps = gapsOf(seen);
  bench.report({
    id,
    name: `${name}, longest time without a picture`,
    figure: Math.max(...gaps),
    unit: 'ms',
    goal: 500,
    detail: { pictures: seen.length, p99: percentile(gaps, 99), seconds: (bench.runs * LOOK_MS) / 1_000 },
  });
}

const gapsOf = (seen: readonly Glimpse[]): number[] =>
  seen.slice(1).map(({ atMs }, index) => atMs - (seen[index]?.atMs ?? atMs));
