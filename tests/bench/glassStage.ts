/** A display with the time on it, who shares it by the app's capture, and who looks. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Display } from '../fakes/Display.ts';
import { Guest } from '../fakes/Guest.ts';
import { UdpRelay } from '../fakes/UdpRelay.ts';
import { XClock } from '../fakes/XClock.ts';
import { installGlass, type Glimpse } from './page/glass.ts';
import { wishOf } from './shareStage.ts';
import type { Visit } from './stage.ts';

export const SETTLE_MS = 3_000;
const PATIENCE_MS = 40_000;
const SIZE = { width: 1_280, height: 720 };

/** With a moving picture, and the time in its corner. */
export async function openGlass(): Promise<Disposable & { readonly name: string }> {
  const display = await Display.open(SIZE.width, SIZE.height);
  display.showBars(SIZE.width, SIZE.height);
  await wait(SETTLE_MS); // what opens later would cover it
  const clock = await XClock.open(display.name);
  return {
    name: display.name,
    [Symbol.dispose]: () => {
      clock.close();
      display.close();
    },
  };
}

export interface NativeShare extends Disposable {
  /** The sharer's way to the server. */
  readonly relay: UdpRelay;
  /** Of the app's part; its ffmpeg is its child. */
  readonly pid: number;
}

/** Somebody who shares a display as the app does, in a process of its own. */
export async function shareNative(url: string, name: string, display: string): Promise<NativeShare> {
  const stack = new DisposableStack();
  const guest = stack.adopt(await Guest.join(url, name), (one) => {
    one.close();
  });
  await guest.joinVoice(guest.voiceChannel('Lounge'));
  const ingest = await guest.ask('openIngest', { preferredCodecs: ['H264'] });
  const relay = stack.adopt(await UdpRelay.open(ingest.address.port), (one) => {
    one.close();
  });
  const wish = wishOf(display, { ...ingest, address: { ip: '127.0.0.1', port: relay.port } });
  const owner: ChildProcess = spawn(process.execPath, ['tests/bench/load/shareOwner.ts', JSON.stringify(wish)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stack.defer(() => {
    owner.kill('SIGKILL');
  });
  if (owner.stdout !== null) {
    await once(owner.stdout, 'data');
  }
  return {
    relay,
    pid: owner.pid ?? 0,
    [Symbol.dispose]: () => {
      stack.dispose();
    },
  };
}

/** Comes into the call and watches somebody's screen. */
export async function enter({ page, screen }: Visit, url: string, name: string, whose: string): Promise<void> {
  await page.addInitScript(installGlass);
  await screen.signIn(url, name);
  await screen.voiceChannel('Lounge').click();
  await screen.inState('connected');
  await screen.mute.click();
  await page.evaluate((person) => {
    window.glass.look(person);
  }, whose);
  await page.getByRole('button', { name: `Watch the screen of ${whose}` }).click({ timeout: PATIENCE_MS });
  await screen
    .tile(whose, 'screen')
    .getByRole('button', { name: /^Enlarge/ })
    .click();
  await page.waitForFunction(() => window.glass.seen.length > 30, undefined, { timeout: PATIENCE_MS });
  await wait(SETTLE_MS);
}

/** What is presented from now on. */
export async function watchFor({ page }: Visit, ms: number): Promise<readonly Glimpse[]> {
  const from = await page.evaluate(() => window.glass.seen.length);
  await wait(ms);
  return page.evaluate((at) => window.glass.seen.slice(at), from);
}
