/**
 * R1, a network that is cut for five seconds, or where somebody gets another address: until both who talk to each
 * other hear again. Two browsers; everything that one of them sends and hears passes a relay of ours.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { BadNetwork } from '../fakes/BadNetwork.ts';
import { deviceState } from '../fakes/screen.ts';
import { percentile, type Bench, type Goal } from './figures.ts';
import { openBrowser, startOurs, visit, type Visit } from './stage.ts';

const CUT_MS = 5_000;
const TIMEOUT_MS = 20_000;
/** Between cuts, so that each meets a connection that is as calm as any. */
const CALM_MS = 4_000;
/** A browser looks after an idle connection every 2.5 s. */
const MOVED_WITHIN_MS = 6_000;
const id = 'R1';

export const networkCut: Goal = { id, title: 'a cut of the network', measure };

interface Scene {
  readonly network: BadNetwork;
  /** Behind the network. */
  readonly ada: Visit;
  readonly ben: Visit;
}

async function measure(bench: Bench): Promise<void> {
  const { folder } = bench;
  await using stack = new AsyncDisposableStack();
  const { mediaPort, settings } = await BadNetwork.mediaSettings();
  const server = await startOurs(folder, settings);
  stack.defer(() => server.kill());
  const network = await BadNetwork.open(server.url, mediaPort);
  stack.defer(() => network.close());
  const low = await openBrowser(folder, 440);
  stack.defer(() => low.close());
  const high = await openBrowser(folder, 880);
  stack.defer(() => high.close());
  const ada = await visit(low, deviceState(network.url));
  await network.lead(ada.page.context());
  const ben = await visit(high, deviceState(server.url));
  await enter(ada, network.url, 'Ada');
  await enter(ben, server.url, 'Ben');
  await Promise.all([loud(ada.page, true), loud(ben.page, true)]);
  await Promise.all([watchRows(ada.page, 'Ben'), watchRows(ben.page, 'Ada')]);

  const scene: Scene = { network, ada, ben };
  await cuts(bench, scene, 'gone', 'cut of 5 s that breaks connections');
  await cuts(bench, scene, 'silent', 'cut of 5 s that nobody is told of');
  await moves(bench, scene);
  const left = await Promise.all([ada.page, ben.page].map((page) => page.evaluate(() => window.vanished)));
  bench.report({
    id,
    name: 'people who were seen leaving',
    figure: left.reduce((sum, count) => sum + count, 0),
    unit: 'count',
    goal: 0,
  });
}

async function enter({ page, screen }: Visit, url: string, name: string): Promise<void> {
  await screen.signIn(url, name);
  await screen.voiceChannel('Lounge').click();
  await screen.inState('connected');
  await page.mouse.move(900, 400);
}

async function cuts(bench: Bench, scene: Scene, as: 'gone' | 'silent', name: string): Promise<void> {
  const { network, ada, ben } = scene;
  const tookMs: number[] = [];
  for (let run = 0; run < bench.runs; run += 1) {
    await wait(CALM_MS);
    network.cut(as);
    await Promise.all([loud(ada.page, false), loud(ben.page, false), wait(CUT_MS)]);
    const heard = [ada, ben].map(({ page }) => page.evaluate(() => window.onset.next()));
    const mendedMs = Date.now();
    network.mend();
    const each = (await withTimeout(Promise.all(heard))).map((atMs) => atMs - mendedMs);
    bench.progress(`${name}: ${each.map(Math.round).join(' and ')} ms`);
    tookMs.push(Math.max(...each));
    await ada.screen.inState('connected');
  }
  report(bench, `${name}, until both hear again`, tookMs, 1_000);
}

/** To the server Ada has another address from one moment to the next: what it sends to the old one is lost. */
async function moves(bench: Bench, { network, ada, ben }: Scene): Promise<void> {
  const tookMs: number[] = [];
  for (let run = 0; run < bench.runs; run += 1) {
    await wait(CALM_MS + Math.random() * 1_000); // the browser looks after its connection in intervals
    const heard = [ada, ben].map(({ page }) => page.evaluate(heardAgain, MOVED_WITHIN_MS));
    const movedMs = Date.now();
    network.media.moveSenders();
    const each = (await Promise.all(heard)).map((atMs) => (atMs === undefined ? 0 : atMs - movedMs));
    await Promise.all([loud(ada.page, true), loud(ben.page, true)]);
    bench.progress(`another address: ${each.map(Math.round).join(' and ')} ms`);
    tookMs.push(Math.max(...each));
  }
  report(bench, 'another address, until both hear again', tookMs, 2_000);
}

/** Runs in the page: when sound began last within some time; undefined if it was never away. */
async function heardAgain(withinMs: number): Promise<number | undefined> {
  const end = new Promise<undefined>((resolve) => {
    setTimeout(resolve, withinMs);
  });
  let last: number | undefined;
  for (;;) {
    const atMs = await Promise.race([window.onset.next(), end]);
    if (atMs === undefined) {
      return last;
    }
    last = atMs;
  }
}

/** Until there is sound, or none. */
async function loud(page: Page, wanted: boolean): Promise<void> {
  await page.waitForFunction((is) => window.onset.loud === is, wanted, { polling: 20, timeout: TIMEOUT_MS });
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  const late = new AbortController();
  const timeout = wait(TIMEOUT_MS, undefined, { signal: late.signal }).then(() => {
    throw new Error('nothing is heard any more');
  });
  timeout.catch(() => undefined); // in time: it was called off
  try {
    return await Promise.race([work, timeout]);
  } finally {
    late.abort();
  }
}

declare global {
  interface Window {
    vanished: number;
  }
}

/** Counts from now on how often somebody's row is taken out of the list that this page shows. */
async function watchRows(page: Page, name: string): Promise<void> {
  await page.evaluate((watched) => {
    const selector = `[data-testid="voice-person"][data-name="${watched}"]`;
    window.vanished = 0;
    new MutationObserver(() => {
      window.vanished += document.querySelector(selector) === null ? 1 : 0;
    }).observe(document.body, { childList: true, subtree: true });
  }, name);
}

function report(bench: Bench, name: string, tookMs: readonly number[], goal: number): void {
  bench.report({
    id,
    name: `${name}, p95`,
    figure: percentile(tookMs, 95),
    unit: 'ms',
    goal,
    detail: { runs: tookMs.length, p50: percentile(tookMs, 50), worstMs: Math.max(...tookMs) },
  });
}
