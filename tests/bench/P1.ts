/**
 * P1, the time of a join: from the click to the first decoded sound of a person who talks already, in a fresh profile
 * each time, in turns with a bare mediasoup page that does the same. Nothing is pinned to cores: a browser alone is
 * several processes, and waiting for each other on one core is not what is measured.
 */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { deviceState } from '../fakes/screen.ts';
import { median, spread, type Bench, type Figure, type Goal } from './figures.ts';
import type { Asked } from './page/signals.ts';
import { becomeKnown, openBrowser, startBare, startOurs, visit, type Visit } from './stage.ts';

type Profile = Awaited<ReturnType<BrowserContext['storageState']>>;

interface Scene {
  readonly ours: string;
  readonly bare: string;
  readonly listener: Browser;
  readonly profile: Profile;
  /** Talks at our server, and hears who comes. */
  readonly talker: Page;
}

/** All in milliseconds. */
interface Samples {
  readonly bare: number[];
  readonly cold: number[];
  readonly prepared: number[];
  readonly switchPrepared: number[];
  readonly switchCold: number[];
  readonly address: number[];
  readonly othersHear: number[];
  readonly roundTripsCold: number[];
  readonly roundTripsPrepared: number[];
  readonly roundTripsSwitch: number[];
  requestsCold: readonly string[];
  requestsPrepared: readonly string[];
}

/** What a loaded page still does in the background (its Device, its AudioContext) is done after this. */
const SETTLE_MS = 400;

export const joinTime: Goal = { id: 'P1', title: 'from the click to being heard', measure };

async function measure(bench: Bench): Promise<void> {
  const { folder, runs } = bench;
  await using stack = new AsyncDisposableStack();
  const ours = await startOurs(folder);
  stack.defer(() => ours.kill());
  const bare = await startBare(folder);
  stack.defer(() => bare.kill());
  const speaking = await openBrowser(folder, 440);
  stack.defer(() => speaking.close());
  const listener = await openBrowser(folder, 880);
  stack.defer(() => listener.close());

  const talker = await visit(speaking, deviceState(ours.url));
  await talker.screen.signIn(ours.url, 'Talker');
  await talker.screen.voiceChannel('Lounge').click();
  await talker.screen.inState('connected');
  const bareTalker = await visit(speaking);
  await bareTalker.page.goto(`${bare.url}/?talk`);
  await bareTalker.page.waitForFunction(() => document.title === 'talking');
  const profile = await becomeKnown(listener, ours.url, 'Listener');

  const scene: Scene = { ours: ours.url, bare: bare.url, listener, profile, talker: talker.page };
  const samples: Samples = {
    bare: [],
    cold: [],
    prepared: [],
    switchPrepared: [],
    switchCold: [],
    address: [],
    othersHear: [],
    roundTripsCold: [],
    roundTripsPrepared: [],
    roundTripsSwitch: [],
    requestsCold: [],
    requestsPrepared: [],
  };
  for (let run = 0; run <= runs; run += 1) {
    await everyWay(scene, samples);
    if (run === 0) {
      forget(samples); // the first of each fills caches of the browser process
    } else {
      bench.progress(`run ${String(run)} of ${String(runs)}: cold ${String(samples.cold.at(-1))} ms`);
    }
  }
  for (const figure of figuresOf(samples)) {
    bench.report(figure);
  }
}

function forget(samples: Samples): void {
  for (const values of Object.values(samples)) {
    if (Array.isArray(values)) {
      values.length = 0;
    }
  }
}

async function everyWay(scene: Scene, samples: Samples): Promise<void> {
  await inPage(scene, async ({ page }) => {
    await page.goto(scene.bare);
    await page.waitForFunction(() => document.title === 'ready');
    await page.waitForTimeout(SETTLE_MS);
    samples.bare.push((await heardAfter(page, () => clickAt(page, 'button'))).tookMs);
  });
  await inPage(scene, async (place) => {
    await load(place, scene);
    const others = scene.talker.evaluate(() => window.onset.next());
    const { tookMs, clickedMs, asked } = await heardAfter(place.page, () => clickAt(place.page, LOUNGE));
    samples.cold.push(tookMs);
    samples.roundTripsCold.push(chained(asked));
    samples.requestsCold = asked.map(({ name }) => name);
    samples.othersHear.push((await others) - clickedMs);
  });
  await inPage(scene, async (place) => {
    await load(place, scene);
    await approach(place.page, 'Lounge');
    const { tookMs, asked } = await heardAfter(place.page, () => press(place.page));
    samples.prepared.push(tookMs);
    samples.roundTripsPrepared.push(chained(asked));
    samples.requestsPrepared = asked.map(({ name }) => name);
  });
  await inPage(scene, async (place) => {
    await load(place, scene);
    await enterGames(place);
    await approach(place.page, 'Lounge');
    const { tookMs, asked } = await heardAfter(place.page, () => press(place.page));
    samples.switchPrepared.push(tookMs);
    samples.roundTripsSwitch.push(chained(asked));
  });
  await inPage(scene, async (place) => {
    await load(place, scene);
    await enterGames(place);
    samples.switchCold.push((await heardAfter(place.page, () => clickAt(place.page, LOUNGE))).tookMs);
  });
  await inPage(scene, async ({ page }) => {
    await page.addInitScript(clickWhenThere, LOUNGE);
    await page.goto(scene.ours, { waitUntil: 'commit' });
    const { heardMs, navigatedMs } = await page.evaluate(async () => {
      const { onset } = window;
      return { heardMs: onset.loud ? Number.NaN : await onset.next(), navigatedMs: onset.navigatedMs };
    });
    samples.address.push(heardMs - navigatedMs);
  });
}

const LOUNGE = '[data-testid="voice-channel"][data-channel-id="lounge"]';

/** A profile of its own for each, and silence at the talker's before the next. */
async function inPage(scene: Scene, work: (place: Visit) => Promise<void>): Promise<void> {
  const place = await visit(scene.listener, scene.profile);
  try {
    await work(place);
  } finally {
    await place.close();
  }
  await scene.talker.waitForFunction(() => !window.onset.loud, undefined, { polling: 50 });
}

/** Opens our page as someone it knows, up to where everything that needs no click is done. */
async function load({ page, screen }: Visit, { ours }: Scene): Promise<void> {
  await page.goto(ours);
  await screen.voiceChannel('Lounge').waitFor();
  await page.evaluate(() => window.onset.ready());
  await page.waitForTimeout(SETTLE_MS);
}

/** In a call where nobody talks, and where the pointer has left the list. */
async function enterGames({ page, screen }: Visit): Promise<void> {
  await screen.voiceChannel('Games').click();
  await screen.inState('connected');
  await page.mouse.move(900, 400);
  await page.waitForTimeout(SETTLE_MS);
}

/** Moves the pointer onto the channel and waits until the path prepared for it stands. */
async function approach(page: Page, channel: string): Promise<void> {
  const answered = page.waitForFunction(() =>
    window.asked().some(({ name, answeredMs }) => name === 'prepareVoice' && !Number.isNaN(answeredMs)),
  );
  await page.getByRole('button', { name: channel, exact: true }).hover();
  await answered;
  await page.waitForTimeout(SETTLE_MS); // ICE and DTLS, on loopback
}

/** The pointer is there already. */
async function press(page: Page): Promise<void> {
  await page.mouse.down();
  await page.mouse.up();
}

/** A click that no pointer approached. */
async function clickAt(page: Page, selector: string): Promise<void> {
  await page.evaluate((at) => {
    document.querySelector<HTMLElement>(at)?.click();
  }, selector);
}

/** Runs in the page from its first moment: the earliest click that a person could make. */
function clickWhenThere(selector: string): void {
  const observer = new MutationObserver(() => {
    const row = document.querySelector<HTMLElement>(selector);
    if (row !== null) {
      observer.disconnect();
      row.click();
    }
  });
  observer.observe(document, { childList: true, subtree: true });
}

interface Heard {
  readonly tookMs: number;
  readonly clickedMs: number;
  /** What was asked between the click and the sound. */
  readonly asked: readonly Asked[];
}

async function heardAfter(page: Page, click: () => Promise<void>): Promise<Heard> {
  const next = page.evaluate(() => window.onset.next());
  await click();
  const heardMs = await next;
  const [clickedMs, all] = await page.evaluate(() => [window.onset.clickedMs, window.asked()] as const);
  const asked = all.filter(({ askedMs }) => askedMs >= clickedMs - 1 && askedMs <= heardMs);
  return { tookMs: heardMs - clickedMs, clickedMs, asked };
}

/** Requests that had to wait for the answer of one before: `joinVoice`, then what acknowledges its consumers. */
function chained(asked: readonly Asked[]): number {
  const onTheWay = asked.filter(({ name }) => name === 'joinVoice' || name === 'resumeConsumers');
  let trips = 0;
  let answeredMs = -Infinity;
  for (const one of onTheWay) {
    if (one.askedMs >= answeredMs) {
      trips += 1;
      answeredMs = one.answeredMs;
    }
  }
  return trips;
}

function figuresOf(samples: Samples): Figure[] {
  const id = 'P1';
  const bareMs = median(samples.bare);
  const ms = (name: string, values: readonly number[], goal?: number): Figure => ({
    id,
    name,
    figure: median(values),
    unit: 'ms',
    goal,
    detail: spread(values),
  });
  const trips = (name: string, values: readonly number[], goal: number, requests?: readonly string[]): Figure => ({
    id,
    name,
    figure: Math.max(...values),
    unit: 'round trips',
    goal,
    ...(requests === undefined ? {} : { detail: { requests } }),
  });
  return [
    ms('bare mediasoup page, click to sound', samples.bare),
    ms('cold, click to sound', samples.cold),
    { id, name: 'cold over bare', figure: median(samples.cold) / bareMs, unit: 'ratio', goal: 1.3 },
    trips('cold', samples.roundTripsCold, 3, samples.requestsCold),
    ms('prepared, click to sound', samples.prepared, 60),
    trips('prepared', samples.roundTripsPrepared, 1, samples.requestsPrepared),
    ms('others hear the newcomer, cold', samples.othersHear, 150),
    ms('channel switch, prepared', samples.switchPrepared, 60),
    trips('channel switch', samples.roundTripsSwitch, 1),
    ms('channel switch, cold', samples.switchCold),
    ms('opening the address to sound', samples.address, 900),
  ];
}
