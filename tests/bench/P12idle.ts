/** P12, sitting in a call of ten where nobody talks: what the page costs, in processor time of its own process. */
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Browser } from '@playwright/test';
import { chromiumOptions } from '../fakes/chromium.ts';
import { deviceState, Screen } from '../fakes/screen.ts';
import { writeTone } from '../fakes/tone.ts';
import { median, spread, type Bench, type Goal } from './figures.ts';
import { Crowd } from './load/Crowd.ts';
import { startOurs } from './stage.ts';

const OTHERS = 9;
const SETTLE_MS = 5_000;
const LOOK_MS = 5_000;
const id = 'P12';

export const idleCall: Goal = { id, title: 'a silent call of ten', measure };

async function measure(bench: Bench): Promise<void> {
  const { folder } = bench;
  await using stack = new AsyncDisposableStack();
  const server = await startOurs(folder);
  stack.defer(() => server.kill());
  const crowd = await Crowd.open(server.url);
  stack.defer(() => {
    crowd.close();
  });
  const file = await writeTone(folder, 440, { toneMs: 0, silenceMs: 10_000 });
  const browser = await chromium.launch(chromiumOptions({ file, allowed: true }));
  stack.defer(() => browser.close());
  // Without our instruments: an AudioWorklet that measures would be measured.
  const context = await browser.newContext({ ignoreHTTPSErrors: true, storageState: deviceState(server.url) });
  const page = await context.newPage();
  const screen = new Screen(page);
  await screen.signIn(server.url, 'Sitter');
  await wait(SETTLE_MS);
  await look(bench, browser, 'page in no call', undefined);
  await crowd.growTo(OTHERS, { channel: 'Lounge' });
  await screen.voiceChannel('Lounge').click();
  await screen.inState('connected');
  await page.mouse.move(900, 400);
  await wait(SETTLE_MS);
  await look(bench, browser, 'page in a silent call of 10', 3);
  await screen.mute.click();
  await wait(SETTLE_MS);
  await look(bench, browser, 'page in a silent call of 10, muted', 3);
}

async function look(bench: Bench, browser: Browser, name: string, goal: number | undefined): Promise<void> {
  const percents: number[] = [];
  for (let run = 0; run < bench.runs; run += 1) {
    const before = await rendererMs(browser);
    const beganMs = performance.now();
    await wait(LOOK_MS);
    percents.push((100 * ((await rendererMs(browser)) - before)) / (performance.now() - beganMs));
  }
  bench.report({ id, name: `${name}, of a core`, figure: median(percents), unit: '%', goal, detail: spread(percents) });
}

/** Processor time of the browser's pages so far. */
async function rendererMs(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime * 1_000, 0);
}
