/**
 * P11, a narrow way to one of the viewers: three people in a call, one shows a camera, two look at it enlarged. All that
 * comes to one of the two passes a relay which from one moment to the next lets 500 kbit/s through, and then 40 kbit/s.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { BadNetwork } from '../fakes/BadNetwork.ts';
import { CLEAN } from '../fakes/impairment.ts';
import { installInbound } from '../fakes/page/inbound.ts';
import { deviceState } from '../fakes/screen.ts';
import { median, percentile, type Bench, type Goal } from './figures.ts';
import { installViewer, type Presented } from './page/viewer.ts';
import { openBrowser, startOurs, visit, type Visit } from './stage.ts';

const SQUEEZED_BPS = 500_000;
/** Voice passes, and not even the smallest picture. */
const STARVED_BPS = 90_000;
const LOOK_MS = 10_000;
/** A picture that is on time comes within this after the one before, in its slowest layer. */
const FLOWING_MS = 250;
/** So many runs more may be void. */
const VOID_SHARE = 3;
const WHOLE_LINES = 720;
const WHOLE_WITHIN_MS = 90_000;
const PATIENCE_MS = 40_000;
const id = 'P11';

export const squeezedViewer: Goal = { id, title: 'a viewer on a narrow way', measure };

interface Scene {
  readonly network: BadNetwork;
  /** Behind the network. */
  readonly narrow: Page;
  readonly other: Page;
}

/** What was seen over some time. */
interface Sight {
  readonly pictures: readonly Presented[];
  readonly fromMs: number;
  readonly toMs: number;
}

async function measure(bench: Bench): Promise<void> {
  const { folder } = bench;
  await using stack = new AsyncDisposableStack();
  const { mediaPort, settings } = await BadNetwork.mediaSettings();
  const server = await startOurs(folder, settings);
  stack.defer(() => server.kill());
  const network = await BadNetwork.open(server.url, mediaPort);
  stack.defer(() => network.close());
  const showing = await openBrowser(folder, 440);
  stack.defer(() => showing.close());
  const looking = await openBrowser(folder, 880);
  stack.defer(() => looking.close());
  const ada = await visit(showing, deviceState(server.url));
  const narrow = await visit(looking, deviceState(network.url));
  await network.lead(narrow.page.context());
  const other = await visit(looking, deviceState(server.url));
  await enter(ada, server.url, 'Ada');
  await enter(narrow, network.url, 'Ben');
  await enter(other, server.url, 'Cleo');
  await Promise.all([narrow, other].map(({ screen }) => screen.mute.click()));
  await ada.screen.cameraButton.click();
  await Promise.all([enlarge(narrow), enlarge(other)]);

  const scene: Scene = { network, narrow: narrow.page, other: other.page };
  await squeeze(bench, scene);
  await starve(bench, scene);
}

async function enter({ page, screen }: Visit, url: string, name: string): Promise<void> {
  await page.addInitScript(installInbound);
  await page.addInitScript(installViewer);
  await screen.signIn(url, name);
  await screen.voiceChannel('Lounge').click();
  await screen.inState('connected');
}

async function enlarge({ page, screen }: Visit): Promise<void> {
  const tile = screen.tile('Ada', 'camera');
  await tile.waitFor({ timeout: PATIENCE_MS });
  await page.evaluate(() => {
    window.viewer.look('Ada');
  });
  await tile.getByRole('button', { name: /^Enlarge/ }).click();
}

interface Squeezed {
  readonly freezeMs: number;
  readonly settledMs: number;
  /** Of the other viewer's pictures, in percent. */
  readonly lost: number;
  /** Of the sound, in percent. */
  readonly madeUp: number;
  readonly fps: number;
}

async function squeeze(bench: Bench, scene: Scene): Promise<void> {
  const runs: Squeezed[] = [];
  let voided = 0;
  while (runs.length < bench.runs && voided < bench.runs * VOID_SHARE) {
    const run = await squeezeOnce(bench, scene);
    if (run === undefined) {
      voided += 1;
    } else {
      runs.push(run);
      bench.progress(
        JSON.stringify(run, (_key, value: unknown) => (typeof value === 'number' ? Math.round(value) : value)),
      );
    }
  }
  const detail = { runs: runs.length, voided };
  const figure = (
    name: string,
    value: number | undefined,
    unit: 'ms' | '%' | 'count',
    goal?: number,
    more = {},
  ): void => {
    bench.report({ id, name, figure: value, unit, goal, detail: { ...detail, ...more } });
  };
  const all = (key: keyof Squeezed): number[] => runs.map((run) => run[key]);
  const known = runs.length > 0;
  const middle = (key: keyof Squeezed): number | undefined => (known ? median(all(key)) : undefined);
  const late = (key: keyof Squeezed): number | undefined => (known ? percentile(all(key), 95) : undefined);
  figure('squeezed to 500 kbit/s, longest time without a picture, p95', late('freezeMs'), 'ms', 500, {
    p50: middle('freezeMs'),
    each: all('freezeMs').map(Math.round),
  });
  figure('squeezed, until pictures come steadily, p95', late('settledMs'), 'ms', 3_000, {
    p50: middle('settledMs'),
    each: all('settledMs').map(Math.round),
  });
  figure('pictures that another viewer loses by it', middle('lost'), '%', 5, { p95: late('lost') });
  figure('squeezed, pictures a second', middle('fps'), 'count');
  figure('squeezed, sound made up', middle('madeUp'), '%');
}

/** Undefined where pictures did not come steadily before either: the machine was busy, and it says nothing of the way. */
async function squeezeOnce(bench: Bench, scene: Scene): Promise<Squeezed | undefined> {
  await whole(scene);
  const [own, before] = await Promise.all([
    watch(scene.narrow, async () => wait(LOOK_MS)),
    watch(scene.other, async () => wait(LOOK_MS)),
  ]);
  const usualMs = Math.max(...gapsOf(own).map(({ ms }) => ms));
  if (usualMs > FLOWING_MS) {
    bench.progress(`void: ${String(Math.round(usualMs))} ms without a picture on a wide way`);
    return undefined;
  }
  const voiceBefore = await scene.narrow.evaluate(() => window.inbound());
  scene.network.media.impair({ down: { ...CLEAN, rateBps: SQUEEZED_BPS } });
  const [seen, during] = await Promise.all([
    watch(scene.narrow, async () => wait(LOOK_MS)),
    watch(scene.other, async () => wait(LOOK_MS)),
  ]);
  const voice = await scene.narrow.evaluate(() => window.inbound());
  scene.network.media.impair({});
  const gaps = gapsOf(seen);
  const late = gaps.filter(({ ms }) => ms > FLOWING_MS).at(-1);
  bench.progress(linesOf(seen));
  return {
    freezeMs: Math.max(...gaps.map(({ ms }) => ms)),
    settledMs: late === undefined ? 0 : late.atMs - seen.fromMs,
    lost: 100 * Math.max(0, 1 - during.pictures.length / before.pictures.length),
    madeUp: (100 * (voice.concealed - voiceBefore.concealed)) / (voice.samples - voiceBefore.samples),
    fps: (1_000 * seen.pictures.length) / (seen.toMs - seen.fromMs),
  };
}

/** Pictures of each second and their lines. */
const linesOf = ({ pictures, fromMs, toMs }: Sight): string =>
  Array.from({ length: Math.floor((toMs - fromMs) / 1_000) }, (_none, second) => {
    const these = pictures.filter(({ atMs }) => Math.floor((atMs - fromMs) / 1_000) === second);
    return `${String(these.length)}x${String(these.at(-1)?.lines ?? 0)}`;
  }).join(' ');

/** Below the lowest layer there is no picture; it is said, and the voice goes on. */
async function starve(bench: Bench, scene: Scene): Promise<void> {
  await whole(scene);
  scene.network.media.impair({ down: { ...CLEAN, rateBps: STARVED_BPS } });
  const startMs = performance.now();
  await scene.narrow.waitForFunction(() => window.viewer.note() !== '', undefined, { timeout: PATIENCE_MS });
  const toldMs = performance.now() - startMs;
  const before = await scene.narrow.evaluate(() => window.inbound());
  await wait(LOOK_MS);
  const after = await scene.narrow.evaluate(() => window.inbound());
  const note = await scene.narrow.evaluate(() => window.viewer.note());
  scene.network.media.impair({});
  const detail = { note };
  bench.report({
    id,
    name: 'too narrow for any picture, until it is said',
    figure: toldMs,
    unit: 'ms',
    goal: 8_000,
    detail,
  });
  bench.report({
    id,
    name: 'too narrow for any picture, sound made up',
    figure: (100 * (after.concealed - before.concealed)) / (after.samples - before.samples),
    unit: '%',
    goal: 4,
  });
}

/** Waits until both see all of it. */
async function whole({ narrow, other }: Scene): Promise<void> {
  await Promise.all(
    [narrow, other].map((page) =>
      page.waitForFunction(
        (lines) =>
          window.viewer.presented.length >= 60 &&
          window.viewer.presented.slice(-60).every((one) => one.lines === lines),
        WHOLE_LINES,
        {
          timeout: WHOLE_WITHIN_MS,
          polling: 500,
        },
      ),
    ),
  );
}

async function watch(page: Page, work: () => Promise<unknown>): Promise<Sight> {
  const fromMs = await page.evaluate(() => window.viewer.now());
  await work();
  const { toMs, pictures } = await page.evaluate(
    (since) => ({
      toMs: window.viewer.now(),
      pictures: window.viewer.presented.filter(({ atMs }) => atMs >= since),
    }),
    fromMs,
  );
  return { pictures, fromMs, toMs };
}

/** Times without a picture, with their ends. */
function gapsOf({ pictures, fromMs, toMs }: Sight): { readonly ms: number; readonly atMs: number }[] {
  const times = [fromMs, ...pictures.map(({ atMs }) => atMs), toMs];
  return times.slice(1).map((atMs, index) => ({ ms: atMs - (times[index] ?? atMs), atMs }));
}
