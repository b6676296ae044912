/** Strangers can make the app hear anything: 500 addresses, links and calls each, and nothing comes of any. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { isErrorCode } from '../../../common/errors.ts';
import { ipcCalls } from '../../../common/ipc.ts';
import { answerAppRequest } from '../../../electron/appProtocol.ts';
import { isAppUrl } from '../../../electron/origin.ts';
import { FakeContents, FakeWindow } from '../../fakes/electron/FakeWindow.ts';
import { hostileAddresses, hostilePayloads } from '../../fakes/electron/hostile.ts';
import { calledFrom, launchApp, OWN_PAGE, type Launched } from '../../fakes/electron/launch.ts';

const COUNT = 500;
const addresses = hostileAddresses(COUNT);
const failure = z.strictObject({
  ok: z.literal(false),
  error: z.strictObject({ code: z.string().refine(isErrorCode), message: z.string() }),
});

function expectUntouched({ app, opened, window }: Launched): void {
  expect(opened).toEqual([]);
  expect(FakeWindow.all).toEqual([window]);
  expect(window.loaded).toEqual(['app://yankcord/']);
  expect(window.closed).toBe(false);
  expect(app.gone).toBe(false);
  expect(app.exitCode).toBeUndefined();
}

describe('five hundred hostile', () => {
  afterEach(() => {
    FakeWindow.all.length = 0;
  });

  it('addresses: the page goes nowhere, opens nothing, and no program is started', async () => {
    const launched = await launchApp();
    const page = new FakeContents();
    launched.app.emit('web-contents-created', {}, page);
    for (const url of addresses) {
      for (const event of ['will-navigate', 'will-redirect', 'will-attach-webview']) {
        const preventDefault = vi.fn();
        page.emit(event, { url, preventDefault });
        expect(preventDefault.mock.calls.length === 1 || isAppUrl(url), `${event} ${url}`).toBe(true);
      }
      expect(page.openHandler?.({ url })).toEqual({ action: 'deny' });
    }
    expectUntouched(launched);
  });

  it('addresses: nothing outside of the client is served', async () => {
    // Up from here to the package.json of this checkout, in every way that parsers may read as "up".
    const climbs = ['../', '%2e%2e/', '..%2f', '..%5c', '....//', '%252e%252e/'].flatMap((up) =>
      [2, 3, 4, 20].map((depth) => `app://yankcord/${up.repeat(depth)}package.json`),
    );
    for (const url of [...addresses.filter((one) => URL.canParse(one)), ...climbs]) {
      const request = { url, method: 'GET' } as Request; // the two that are read, with addresses that Request itself refuses
      expect((await answerAppRequest(import.meta.dirname, request)).status, url).toBe(404);
    }
  });

  it('links: none is taken for an invite', async () => {
    const launched = await launchApp({}, addresses.slice(0, 20));
    for (const url of addresses) {
      launched.app.emit('second-instance', {}, ['yankcord', url]);
      launched.app.emit('open-url', { preventDefault: () => undefined }, url);
    }
    expect(launched.window.webContents.sent.filter(({ name }) => name === 'links.waiting')).toEqual([]);
    expect(await launched.handlers.get('links.take')?.(OWN_PAGE, undefined)).toEqual({ ok: true, data: null });
    expectUntouched(launched);
  });

  it('calls of our own page: each that the contract does not know fails with code and message', async () => {
    const launched = await launchApp();
    const payloads = hostilePayloads(COUNT);
    const names = Object.keys(ipcCalls) as (keyof typeof ipcCalls)[]; // its own keys
    let asked = 0;
    for (const name of names) {
      for (const payload of payloads) {
        if (!ipcCalls[name].data.safeParse(payload).success) {
          asked += 1;
          const reply = await launched.handlers.get(name)?.(OWN_PAGE, payload);
          expect(failure.safeParse(reply).success, `${name}: ${JSON.stringify(reply)}`).toBe(true);
        }
      }
    }
    expect(asked).toBeGreaterThan(COUNT);
    expectUntouched(launched);
  });

  it('calls of other pages: all are forbidden, whatever they ask', async () => {
    const launched = await launchApp();
    const frames = [
      ...addresses.filter((url) => !isAppUrl(url)).map((url) => calledFrom({ url, parent: null })),
      calledFrom({ url: 'app://yankcord/', parent: {} }),
      calledFrom(null),
    ];
    for (const name of Object.keys(ipcCalls)) {
      for (const frame of frames) {
        const reply = failure.parse(await launched.handlers.get(name)?.(frame, undefined));
        expect(reply.error.code).toBe('forbidden');
      }
    }
    expectUntouched(launched);
  });
});
