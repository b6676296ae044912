/** The people and servers of a measurement in real Chromium: who talks, and who comes to listen. */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { SERVER_NODE_FLAGS } from '../../build/serverFlags.mjs';
import { chromiumOptions } from '../fakes/chromium.ts';
import { Screen, deviceState } from '../fakes/screen.ts';
import { ServerProcess } from '../fakes/ServerProcess.ts';
import { writeTone } from '../fakes/tone.ts';
import { buildBarePage } from './bare/build.ts';
import { installOnset } from './page/onset.ts';
import { installSignals } from './page/signals.ts';

/**
 * Our server as it is run in earnest: built, one process, on loopback.
 * @param env more of its environment
 * @param data its folder, when it is to be found again
 */
export async function startOurs(
  folder: string,
  env: Readonly<Record<string, string>> = {},
  data?: string,
): Promise<ServerProcess> {
  const dataDir = data ?? (await mkdtemp(join(folder, 'party-')));
  return ServerProcess.start({
    args: [
      ...SERVER_NODE_FLAGS,
      'dist/server/main.js',
      'serve',
      '--owner=first',
      '--host=127.0.0.1',
      '--port=0',
      `--data=${dataDir}`,
      '--name=Bench',
    ],
    env,
  });
}

export async function startBare(folder: string): Promise<ServerProcess> {
  const page = join(folder, 'bare');
  await mkdir(page, { recursive: true });
  await buildBarePage(page);
  return ServerProcess.start({ args: ['tests/bench/bare/server.ts', page] });
}

/** A browser process with a voice of its own. */
export async function openBrowser(folder: string, hz: number): Promise<Browser> {
  return chromium.launch(chromiumOptions({ file: await writeTone(folder, hz), allowed: true }));
}

export interface Visit {
  readonly page: Page;
  readonly screen: Screen;
  readonly close: () => Promise<void>;
}

/** A page with our instruments in a fresh profile. Without the CSP, which would refuse the instruments. */
export async function visit(
  browser: Browser,
  state?: Awaited<ReturnType<BrowserContext['storageState']>>,
): Promise<Visit> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    bypassCSP: true,
    viewport: { width: 1_280, height: 800 },
    ...(state === undefined ? {} : { storageState: state }),
  });
  await context.addInitScript(installOnset);
  await context.addInitScript(installSignals);
  const page = await context.newPage();
  return {
    page,
    screen: new Screen(page),
    close: () => context.close(),
  };
}

/** Someone whom our server knows: a profile that comes in without being asked. */
export async function becomeKnown(
  browser: Browser,
  url: string,
  name: string,
): Promise<Awaited<ReturnType<BrowserContext['storageState']>>> {
  const { page, screen, close } = await visit(browser, deviceState(url));
  await screen.signIn(url, name);
  const state = await page.context().storageState();
  await close();
  return state;
}
