/**
 * P6, mouth to ear inside the software: from the sample that a microphone gives to the page of a speaker, to that sample
 * where a listener's page gives it to the loudspeaker; in turns with a bare mediasoup page, whose track goes straight from
 * the device to the network and from there to the output, and with one whose track passes a graph that does nothing.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import { deviceState } from '../fakes/screen.ts';
import { percentile, type Bench, type Goal } from './figures.ts';
import { installMouth } from './page/mouth.ts';
import { openBrowser, startBare, startOurs, visit } from './stage.ts';

const SETTLE_MS = 5_000;
const BURSTS_EACH_RUN = 5;
const BURST_EVERY_MS = 1_014;
/** Later than this it is another one. */
const LATE_MS = 700;
const id = 'P6';

export const mouthToEar: Goal = { id, title: 'mouth to ear', measure };

async function measure(bench: Bench): Promise<void> {
  const { folder } = bench;
  await using stack = new AsyncDisposableStack();
  const ours = await startOurs(folder);
  stack.defer(() => ours.kill());
  const bare = await startBare(folder);
  stack.defer(() => bare.kill());
  const speaking = await openBrowser(folder, 440);
  stack.defer(() => speaking.close());
  const listening = await openBrowser(folder, 880);
  stack.defer(() => listening.close());

  const speaker = await visit(speaking, deviceState(ours.url));
  const listener = await visit(listening, deviceState(ours.url));
  for (const [{ page, screen }, name] of [
    [speaker, 'Speaker'],
    [listener, 'Listener'],
  ] as const) {
    await page.addInitScript(installMouth);
    await screen.signIn(ours.url, name);
    await screen.voiceChannel('Lounge').click();
    await screen.inState('connected');
  }
  await listener.screen.mute.click();
  await wait(SETTLE_MS);
  const ownMs = await delays(bench, speaker.page, listener.page);
  await speaker.close();
  await listener.close();

  const bareMs = await bareDelays(bench, bare.url, 'talk', speaking, listening);
  const graphMs = await bareDelays(bench, bare.url, 'talk=graph', speaking, listening);

  const figure = (name: string, value: number, goal?: number): void => {
    bench.report({ id, name, figure: value, unit: 'ms', goal, detail: { bursts: ownMs.length } });
  };
  figure('mouth to ear, p50', percentile(ownMs, 50), 80);
  figure('mouth to ear, p95', percentile(ownMs, 95), 110);
  figure('bare mediasoup page, p50', percentile(bareMs, 50));
  figure('bare mediasoup page, p95', percentile(bareMs, 95));
  figure('bare page by a graph that does nothing, p50', percentile(graphMs, 50));
  figure('bare page by a graph that does nothing, p95', percentile(graphMs, 95));
  figure('added to the bare page, p50', percentile(ownMs, 50) - percentile(bareMs, 50), 3);
  figure('added to the graph that does nothing, p50', percentile(ownMs, 50) - percentile(graphMs, 50));
}

/** @param how the query by which the speaker's page is opened */
async function bareDelays(
  bench: Bench,
  url: string,
  how: string,
  speaking: Browser,
  listening: Browser,
): Promise<number[]> {
  const speaker = await visit(speaking);
  await speaker.page.addInitScript(installMouth);
  await speaker.page.goto(`${url}/?${how}`);
  await speaker.page.waitForFunction(() => document.title === 'talking');
  const listener = await visit(listening);
  await listener.page.goto(url);
  await listener.page.waitForFunction(() => document.title === 'ready');
  await listener.page.click('button');
  await wait(SETTLE_MS);
  const heardMs = await delays(bench, speaker.page, listener.page);
  await speaker.close();
  await listener.close();
  return heardMs;
}

/** From each burst's beginning to when it was heard. @throws Error where some were not heard at all */
async function delays(bench: Bench, speaker: Page, listener: Page): Promise<number[]> {
  const bursts = bench.runs * BURSTS_EACH_RUN;
  const known = await speaker.evaluate(() => window.mouth.spokeMs.length);
  const heardMs = await listener.evaluate(
    async (forMs) => {
      const end = new Promise<undefined>((resolve) => {
        setTimeout(resolve, forMs);
      });
      const all: number[] = [];
      for (;;) {
        const atMs = await Promise.race([window.onset.next(), end]);
        if (atMs === undefined) {
          return all;
        }
        all.push(atMs);
      }
    },
    (bursts + 1) * BURST_EVERY_MS,
  );
  const spokeMs = (await speaker.evaluate(() => window.mouth.spokeMs)).slice(known);
  const found = spokeMs
    .map((spoke) => (heardMs.find((heard) => heard >= spoke) ?? Infinity) - spoke)
    .filter((delayMs) => delayMs < LATE_MS);
  bench.progress(`${String(found.length)} of ${String(spokeMs.length)} heard`);
  if (found.length < bursts * 0.9) {
    throw new Error('too little was heard');
  }
  return found;
}
