/** P10, what a share costs of the processor: the app's capture beside Chromium's own, of the same display in the same run. */
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Browser } from '@playwright/test';
import { childEnv } from '../config.ts';
import { chromiumOptions } from '../fakes/chromium.ts';
import { descendantsOf } from '../fakes/processTree.ts';
import { deviceState } from '../fakes/screen.ts';
import { median, type Bench, type Goal } from './figures.ts';
import { enter, openGlass, SETTLE_MS, shareNative, watchFor } from './glassStage.ts';
import { costOf } from './load/machine.ts';
import { openBrowser, startOurs, visit } from './stage.ts';

const LOOK_MS = 5_000;
const FAKE_UI = '--use-fake-ui-for-media-stream';
const PATIENCE_MS = 40_000;
const id = 'P10';

export const captureCost: Goal = { id, title: 'what sharing a screen costs', measure };

/** In percent of a core, and what the viewer got for it. */
interface Cost {
  readonly percent: number;
  readonly fps: number;
  readonly ageMs: number;
}

async function measure(bench: Bench): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const server = await startOurs(bench.folder);
  stack.defer(() => server.kill());
  const display = stack.use(await openGlass());
  const looking = await openBrowser(bench.folder, 880);
  stack.defer(() => looking.close());
  const state = deviceState(server.url);

  const native: Cost[] = [];
  {
    using share = await shareNative(server.url, 'Nia', display.name);
    const viewer = await visit(looking, state);
    await enter(viewer, server.url, 'Vera', 'Nia');
    for (let run = 0; run < bench.runs; run += 1) {
      native.push(await costDuring([share.pid], async () => watchFor(viewer, LOOK_MS)));
    }
    await viewer.close();
  }

  const sharing = await openOnDisplay(display.name);
  stack.defer(() => sharing.browser.close());
  const cora = await visit(sharing.browser, state);
  await cora.page.context().grantPermissions(['microphone'], { origin: server.url });
  await cora.screen.signIn(server.url, 'Cora');
  await cora.screen.voiceChannel('Lounge').click();
  await cora.screen.inState('connected');
  await cora.screen.mute.click();
  await wait(SETTLE_MS);
  const idle = await costDuring([sharing.pid], async () => {
    await wait(LOOK_MS);
    return [];
  });
  await cora.screen.shareButton.click();
  const viewer = await visit(looking, state);
  await enter(viewer, server.url, 'Wanda', 'Cora');
  await viewer.page.waitForFunction(
    () => {
      const video = document.querySelector('[data-source="screen"] video');
      return video instanceof HTMLVideoElement && video.videoWidth === 1_280;
    },
    undefined,
    { timeout: PATIENCE_MS },
  );
  const own: Cost[] = [];
  for (let run = 0; run < bench.runs; run += 1) {
    own.push(await costDuring([sharing.pid], async () => watchFor(viewer, LOOK_MS)));
  }
  const size = await viewer.page.evaluate(() => {
    const video = document.querySelector('[data-source="screen"] video');
    return video instanceof HTMLVideoElement ? `${String(video.videoWidth)} x ${String(video.videoHeight)}` : '';
  });
  const middle = (costs: readonly Cost[], key: keyof Cost): number => median(costs.map((cost) => cost[key]));
  const [ours, theirs] = [middle(native, 'percent'), middle(own, 'percent') - idle.percent];
  const perPicture = (percent: number, costs: readonly Cost[]): number => percent / middle(costs, 'fps');
  bench.report({
    id,
    name: "the app's capture beside Chromium's own, processor",
    figure: ours / theirs,
    unit: 'ratio',
    goal: 0.7,
    detail: {
      runs: bench.runs,
      // On a busy machine the two bring unlike numbers of pictures.
      perPicture: perPicture(ours, native) / perPicture(theirs, own),
      ours: { percent: ours, fps: middle(native, 'fps'), ageMs: middle(native, 'ageMs') },
      chromium: { percent: theirs, fps: middle(own, 'fps'), ageMs: middle(own, 'ageMs'), size, idle: idle.percent },
    },
  });
}

/** With a window on this display, whose whole screen it shares when it is asked. */
async function openOnDisplay(display: string): Promise<{ browser: Browser; pid: number }> {
  const before = new Set(descendantsOf(process.pid));
  const { args = [], ...options } = chromiumOptions({ allowed: true });
  const browser = await chromium.launch({
    ...options,
    headless: false,
    env: childEnv({ DISPLAY: display }),
    // The fake dialog would share a fake screen.
    args: [
      ...args.filter((arg) => arg !== FAKE_UI),
      '--auto-select-desktop-capture-source=Entire screen',
      '--window-position=640,420',
      '--window-size=640,300',
    ],
  });
  const pid = descendantsOf(process.pid).find((one) => !before.has(one));
  if (pid === undefined) {
    throw new Error('the browser has no process');
  }
  return { browser, pid };
}

/** @param pids whose processes, and those that they started, are counted */
async function costDuring(
  pids: readonly number[],
  work: () => Promise<readonly { readonly ageMs: number | undefined }[]>,
): Promise<Cost> {
  const spent = (): number =>
    pids
      .flatMap((pid) => [pid, ...descendantsOf(pid)])
      .reduce((sum, pid) => {
        try {
          return sum + costOf(pid).cpuMs;
        } catch {
          return sum; // it ended while we looked
        }
      }, 0);
  const [before, fromMs] = [spent(), performance.now()];
  const seen = await work();
  const ms = performance.now() - fromMs;
  const ages = seen.flatMap(({ ageMs }) => (ageMs === undefined ? [] : [ageMs]));
  return {
    percent: (100 * (spent() - before)) / ms,
    fps: (1_000 * seen.length) / ms,
    ageMs: ages.length === 0 ? -1 : median(ages),
  };
}
