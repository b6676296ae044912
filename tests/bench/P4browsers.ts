/**
 * P4 with everything that stands between a mouth and an ear: a browser speaks words into its microphone, another
 * hears them; beside them sit people who are silent. In a small room the speaker is heard directly, in larger ones by
 * the floor.
 */
import { chromium, type Page } from '@playwright/test';
import { chromiumOptions } from '../fakes/chromium.ts';
import { installEar } from '../fakes/page/ear.ts';
import { deviceState } from '../fakes/screen.ts';
import { writeTone } from '../fakes/tone.ts';
import { percentile, type Bench, type Goal } from './figures.ts';
import { Crowd } from './load/Crowd.ts';
import { openBrowser, startOurs, visit, type Visit } from './stage.ts';

/** A word every two seconds: in between, everything that follows a voice falls asleep. */
const WORDS = { toneMs: 600, silenceMs: 1_400, risesHzPerMs: 4 };
const SPEAKER_HZ = 440;
const WORDS_EACH_RUN = 3;
const SETTLE_MS = 3_000;
const ROOMS = [
  { channel: 'Lounge', silent: 0 },
  { channel: 'Games', silent: 8 },
  { channel: 'Games', silent: 198 },
] as const;
const id = 'P4';

export const onsetInBrowsers: Goal = { id, title: 'the beginning of a word, from browser to browser', measure };

async function measure(bench: Bench): Promise<void> {
  const { folder } = bench;
  await using stack = new AsyncDisposableStack();
  const server = await startOurs(folder);
  stack.defer(async () => {
    await server.stop();
  });
  const crowd = await Crowd.open(server.url);
  stack.defer(() => {
    crowd.close();
  });
  const file = await writeTone(folder, SPEAKER_HZ, WORDS);
  const speaking = await chromium.launch(chromiumOptions({ file, allowed: true }));
  stack.defer(() => speaking.close());
  const listening = await openBrowser(folder, 880);
  stack.defer(() => listening.close());
  const speaker = await visit(speaking, deviceState(server.url));
  await speaker.screen.signIn(server.url, 'Speaker');
  const listener = await visit(listening, deviceState(server.url));
  await listener.page.addInitScript(installEar);
  await listener.screen.signIn(server.url, 'Listener');

  for (const { channel, silent } of ROOMS) {
    await crowd.growTo(silent, { channel });
    await enter(speaker, channel);
    await enter(listener, channel);
    await listener.screen.mute.click();
    await wordsIn(bench, listener.page, silent);
    await listener.screen.unmute.click();
    await leave(speaker);
    await leave(listener);
  }
}

async function enter({ page, screen }: Visit, channel: string): Promise<void> {
  await screen.voiceChannel(channel).click();
  await screen.inState('connected');
  await page.waitForTimeout(SETTLE_MS);
}

async function leave({ screen }: Visit): Promise<void> {
  await screen.leave.click();
  await screen.inState('idle');
}

async function wordsIn(bench: Bench, page: Page, silent: number): Promise<void> {
  const words = bench.runs * WORDS_EACH_RUN;
  const listenMs = (words + 2) * (WORDS.toneMs + WORDS.silenceMs); // the first and last may be cut
  const clippedMs = await page.evaluate(([hz, hzPerMs, forMs]) => window.ear.clipped(hz, hzPerMs, forMs), [
    SPEAKER_HZ,
    WORDS.risesHzPerMs,
    listenMs,
  ] as const);
  const complete = clippedMs.length >= words;
  const room = `of ${String(silent + 2)}, browser to browser`;
  const figure = (percent: number): number | undefined => (complete ? percentile(clippedMs, percent) : undefined);
  const detail = { words: clippedMs.length, p50: clippedMs.length === 0 ? undefined : percentile(clippedMs, 50) };
  bench.report({ id, name: `clipped in a room ${room}, p95`, figure: figure(95), unit: 'ms', goal: 20, detail });
  bench.report({ id, name: `clipped in a room ${room}, at most`, figure: figure(100), unit: 'ms', goal: 60 });
}
