/** P12, starting up: the server until it is ready, the web client until it paints, and what a join has to load. */
import { gzipSync } from 'node:zlib';
import type { Browser } from '@playwright/test';
import { deviceState } from '../fakes/screen.ts';
import { median, spread, type Bench, type Goal } from './figures.ts';
import { openBrowser, startOurs, visit } from './stage.ts';

export const startUp: Goal = { id: 'P12', title: 'starting the server and the client', measure };

async function measure(bench: Bench): Promise<void> {
  const { folder, runs } = bench;
  const readyMs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const server = await startOurs(folder);
    readyMs.push(server.startedInMs);
    await server.stop();
  }
  const id = 'P12';
  bench.report({
    id,
    name: 'server start to ready',
    figure: median(readyMs),
    unit: 'ms',
    goal: 1_000,
    detail: spread(readyMs),
  });

  await using stack = new AsyncDisposableStack();
  const server = await startOurs(folder);
  stack.defer(() => server.kill());
  const browser = await openBrowser(folder, 440);
  stack.defer(() => browser.close());

  const paintMs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    paintMs.push(await firstPaint(browser, server.url));
  }
  bench.report({
    id,
    name: 'navigation to first contentful paint',
    figure: median(paintMs),
    unit: 'ms',
    goal: 1_000,
    detail: spread(paintMs),
  });
  const scripts = await scriptsOfJoin(browser, server.url);
  bench.report({
    id,
    name: 'JavaScript from opening to being in a call, gzip',
    figure: [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0) / 1_000,
    unit: 'kB',
    goal: 300,
    detail: { files: Object.fromEntries(scripts) },
  });
}

async function firstPaint(browser: Browser, url: string): Promise<number> {
  const { page, close } = await visit(browser, deviceState(url));
  await page.goto(url);
  const paintMs = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const paint = list.getEntriesByName('first-contentful-paint')[0];
          if (paint !== undefined) {
            resolve(paint.startTime);
          }
        }).observe({ type: 'paint', buffered: true });
      }),
  );
  await close();
  return paintMs;
}

declare global {
  interface Window {
    workletModules: string[];
  }
}

/** Runs in the page from its first moment: the browser tells nobody else which worklets it loads. */
function noteWorklets(): void {
  window.workletModules = [];
  const original = Object.getOwnPropertyDescriptor(Worklet.prototype, 'addModule');
  const addModule: unknown = original?.value;
  if (typeof addModule !== 'function') {
    throw new TypeError('Worklet.addModule is not where it should be');
  }
  Object.defineProperty(Worklet.prototype, 'addModule', {
    ...original,
    value(this: Worklet, url: string, ...rest: unknown[]): unknown {
      if (!url.startsWith('blob:')) {
        window.workletModules.push(new URL(url, location.href).href); // ours to measure with is a blob
      }
      return Reflect.apply(addModule, this, [url, ...rest]);
    },
  });
}

/** Bytes after gzip of every script that was fetched, worklets included, by name. */
async function scriptsOfJoin(browser: Browser, url: string): Promise<Map<string, number>> {
  const { page, screen, close } = await visit(browser, deviceState(url));
  await page.addInitScript(noteWorklets);
  const sizes = new Map<string, number>();
  const note = (name: string, body: Buffer | string): void => {
    sizes.set(new URL(name).pathname, gzipSync(body).length);
  };
  const bodies: Promise<void>[] = [];
  page.on('response', (response) => {
    if (response.headers()['content-type']?.includes('javascript') === true) {
      bodies.push(
        response.body().then((body) => {
          note(response.url(), body);
        }),
      );
    }
  });
  await screen.signIn(url, 'Loader');
  await screen.voiceChannel('Lounge').click();
  await screen.inState('connected');
  await Promise.all(bodies);
  const worklets = await page.evaluate(() =>
    Promise.all(window.workletModules.map(async (name) => [name, await (await fetch(name)).text()] as const)),
  );
  for (const [name, text] of worklets) {
    note(name, text);
  }
  await close();
  return sizes;
}
