/**
 * R4, lost packets: how much of a talking person's sound had to be made up. Two browsers talk, and everything that one
 * of them sends and hears passes a relay that loses; each direction by itself, beside nothing lost at all.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { BadNetwork } from '../fakes/BadNetwork.ts';
import { CLEAN, lossy, PROFILES, type Impairment } from '../fakes/impairment.ts';
import { installInbound } from '../fakes/page/inbound.ts';
import { deviceState } from '../fakes/screen.ts';
import { median, spread, type Bench, type Goal } from './figures.ts';
import { openBrowser, startOurs, visit, type Visit } from './stage.ts';

/** Jitter buffers and loss estimates follow within this. */
const SETTLE_MS = 6_000;
const LISTEN_MS = 5_000;
const LOST = 0.2;
const id = 'R4';

export const audioLoss: Goal = { id, title: 'sound over a network that loses', measure };

interface Case {
  readonly name: string;
  readonly up: Impairment;
  readonly down: Impairment;
  readonly goal?: number;
}
const withDelay = (delayMs: number): Impairment => ({ ...lossy(LOST), delayMs });
const CASES: readonly Case[] = [
  { name: 'nothing lost', up: CLEAN, down: CLEAN },
  { name: '20 % lost on the way to the listener', up: CLEAN, down: lossy(LOST), goal: 4 },
  { name: '20 % lost on the way from the speaker', up: lossy(LOST), down: CLEAN, goal: 4 },
  { name: '20 % lost both ways, 40 ms away', up: withDelay(20), down: withDelay(20), goal: 4 },
  { name: 'moderate (100 ms, 5 %)', up: PROFILES.moderate, down: PROFILES.moderate },
  { name: 'spiky (30 % in bursts)', up: PROFILES.spiky, down: PROFILES.spiky },
  { name: 'far (250 ms, bursts, 300 kbit/s)', up: PROFILES.far, down: PROFILES.far },
];

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

  for (const one of CASES) {
    network.media.impair(one);
    await wait(SETTLE_MS);
    await listen(bench, one, ada.page, ben.page);
  }
}

async function enter({ page, screen }: Visit, url: string, name: string): Promise<void> {
  await page.addInitScript(installInbound);
  await screen.signIn(url, name);
  await screen.voiceChannel('Lounge').click();
  await screen.inState('connected');
}

async function listen(bench: Bench, { name, up, goal }: Case, ada: Page, ben: Page): Promise<void> {
  // Whoever is behind what is lost on the way up is heard by the other.
  const page = up === CLEAN ? ada : ben;
  const concealed: number[] = [];
  const first = await page.evaluate(() => window.inbound());
  let last = first;
  for (let run = 0; run < bench.runs; run += 1) {
    await wait(LISTEN_MS);
    const now = await page.evaluate(() => window.inbound());
    concealed.push((100 * (now.concealed - last.concealed)) / (now.samples - last.samples));
    last = now;
  }
  bench.report({
    id,
    name: `made up: ${name}`,
    figure: median(concealed),
    unit: '%',
    goal,
    detail: {
      ...spread(concealed),
      each: concealed.map((percent) => Math.round(percent * 10) / 10),
      packets: last.packets - first.packets,
      lost: last.lost - first.lost,
      discarded: last.discarded - first.discarded,
      nacks: last.nacks - first.nacks,
      fec: last.fec - first.fec,
      bufferedMs: Math.round((1_000 * (last.delayS - first.delayS)) / (last.emitted - first.emitted)),
    },
  });
}
