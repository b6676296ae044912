/** P2's descriptions, as a browser really negotiates them: by the size of the room, and after many came and went. */
import type { Page } from '@playwright/test';
import { deviceState } from '../fakes/screen.ts';
import type { Bench, Goal } from './figures.ts';
import { Crowd } from './load/Crowd.ts';
import { comeAndGo } from './P2.ts';
import { installSdp, type Negotiated } from './page/sdp.ts';
import { openBrowser, startOurs, visit } from './stage.ts';

const SIZES = [10, 200];
/** Until the last offer is negotiated. */
const SETTLE_MS = 2_000;
const id = 'P2';

export const negotiation: Goal = { id, title: 'what a browser negotiates in a large room', measure };

async function measure(bench: Bench): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const server = await startOurs(bench.folder);
  stack.defer(async () => {
    await server.stop();
  });
  const crowd = await Crowd.open(server.url);
  stack.defer(() => {
    crowd.close();
  });
  const browser = await openBrowser(bench.folder, 440);
  stack.defer(() => browser.close());
  for (const size of SIZES) {
    await crowd.growTo(size - 1);
    await crowd.settle();
    const { page, screen, close } = await visit(browser, deviceState(server.url));
    await page.addInitScript(installSdp);
    await screen.signIn(server.url, `Browser ${String(size)}`);
    await screen.voiceChannel('Lounge').click();
    await screen.inState('connected');
    const first = await negotiatedBy(page);
    bench.report({
      id,
      name: `media sections of a browser that joins as the last of ${String(size)}`,
      figure: first.lines,
      unit: 'm-lines',
      goal: undefined,
      detail: { bytes: first.bytes },
    });
    if (size === SIZES[0]) {
      const { stays } = await comeAndGo(crowd);
      const after = await negotiatedBy(page);
      bench.report({
        id,
        name: `SDP of a browser that stays, after ${String(stays)} joins and leaves of others, over before`,
        figure: after.bytes / first.bytes,
        unit: 'ratio',
        goal: 1.1,
        detail: { before: first, after },
      });
    }
    await close();
  }
}

async function negotiatedBy(page: Page): Promise<Negotiated> {
  await page.waitForTimeout(SETTLE_MS);
  return page.evaluate(() => window.negotiated());
}
