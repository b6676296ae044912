/**
 * https://www.electronjs.org/docs/latest/tutorial/security, one test per item. Most are looked at in the running app on the
 * stand-in; what only shows in a packed app is looked at by `npm run dist:check`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebFrameMain } from 'electron';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ipcCalls } from '../../../common/ipc.ts';
import { answerAppRequest } from '../../../electron/appProtocol.ts';
import { FakeContents } from '../../fakes/electron/FakeWindow.ts';
import { calledFrom, launchApp, type Launched } from '../../fakes/electron/launch.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const sources = readdirSync(join(ROOT, 'electron'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(ROOT, 'electron', file), 'utf8') }));
const filesWith = (pattern: RegExp): string[] =>
  sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

describe("Electron's security checklist", () => {
  let launched: Launched;
  let page: FakeContents;
  beforeAll(async () => {
    launched = await launchApp();
    page = new FakeContents();
    launched.app.emit('web-contents-created', {}, page);
  });
  const preferences = (): Record<string, unknown> => ({ ...launched.window.options.webPreferences });
  const policy = async (): Promise<string> =>
    (await answerAppRequest('/nowhere', new Request('app://yankcord/'))).headers.get('content-security-policy') ?? '';
  const prevents = (event: string, url: string): boolean => {
    let prevented = false;
    page.emit(event, { url, preventDefault: () => (prevented = true) });
    return prevented;
  };

  it('1. only secure content is loaded', async () => {
    expect(launched.window.loaded).toEqual(['app://yankcord/']);
    expect(await policy()).not.toMatch(/\b(?:http|ws):/u);
  });

  it('2. no Node in the page', () => {
    expect(preferences()).toMatchObject({ nodeIntegration: false });
    expect(preferences()).not.toHaveProperty('nodeIntegrationInWorker');
    expect(preferences()).not.toHaveProperty('nodeIntegrationInSubFrames');
  });

  it('3. contexts are isolated', () => {
    expect(preferences()).toMatchObject({ contextIsolation: true });
  });

  it('4. all renderers are sandboxed', () => {
    expect(launched.app.sandboxed).toBe(true);
    expect(preferences()).toMatchObject({ sandbox: true });
  });

  it('5. permissions are asked for one by one, and are for our page', () => {
    const granted: string[] = [];
    const asked = [
      'media',
      'display-capture',
      'geolocation',
      'midi',
      'notifications',
      'clipboard-read',
      'openExternal',
    ];
    for (const permission of asked) {
      for (const url of ['app://yankcord/', 'https://evil.example/']) {
        const details = { requestingUrl: url, isMainFrame: true };
        const kind = permission as 'media'; // one of Electron's names, whichever
        launched.decide.permission?.(
          page.asWebContents(),
          kind,
          (yes) => yes && granted.push(`${kind} ${url}`),
          details,
        );
        const checked = launched.decide.check?.(page.asWebContents(), kind, url, details);
        expect(checked).toBe(granted.at(-1) === `${kind} ${url}`);
      }
    }
    expect(granted).toEqual(['media app://yankcord/', 'display-capture app://yankcord/']);
    expect(launched.decide.device?.({ deviceType: 'usb', origin: 'app://yankcord', device: {} as never })).toBe(false);
  });

  it('5. a screen is given to our own page alone', async () => {
    const ask = async (url: string, inside = false): Promise<unknown> =>
      new Promise((resolve) => {
        const parent = inside ? { url: 'app://yankcord/' } : null;
        // What is asked of a frame: its address, and whether it stands inside of another.
        const frame = { url, parent } as unknown as WebFrameMain;
        const request = { frame, securityOrigin: url, videoRequested: true, audioRequested: true, userGesture: true };
        launched.decide.display?.(request, resolve);
      });
    expect(await ask('app://yankcord/')).toEqual({ video: { id: 'screen:0:0' } });
    expect(await ask('app://yankcord/', true)).toBeNull();
    for (const url of ['https://evil.example/', 'app://evil/', 'file:///etc/passwd', 'about:blank']) {
      expect(await ask(url)).toBeNull();
    }
  });

  it('6. web security is on', () => {
    expect(preferences()).not.toHaveProperty('webSecurity');
    expect(filesWith(/webSecurity|disable-web-security/u)).toEqual([]);
  });

  it('7. a content security policy without anything unsafe', async () => {
    const directives = (await policy()).split('; ');
    expect(directives).toContain("default-src 'self'");
    expect(directives).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(directives).toContain("object-src 'none'");
    expect(await policy()).not.toMatch(/'unsafe-|\*/u);
  });

  it('8. no insecure content in a secure page', () => {
    expect(preferences()).not.toHaveProperty('allowRunningInsecureContent');
    expect(filesWith(/allowRunningInsecureContent|ignore-certificate-errors/u)).toEqual([]);
  });

  it('9. no experimental features', () => {
    expect(preferences()).not.toHaveProperty('experimentalFeatures');
  });

  it('10. no Blink features are switched on', () => {
    expect(preferences()).not.toHaveProperty('enableBlinkFeatures');
    expect(filesWith(/enableBlinkFeatures|enable-blink-features/u)).toEqual([]);
  });

  it('11. no webview, so none that may open windows', () => {
    expect(preferences()).toMatchObject({ webviewTag: false });
    expect(filesWith(/allowpopups/iu)).toEqual([]);
  });

  it('12. a webview that is attached after all is refused', () => {
    expect(prevents('will-attach-webview', 'https://evil.example/')).toBe(true);
  });

  it('13. the page goes nowhere', () => {
    for (const event of ['will-navigate', 'will-redirect']) {
      expect(prevents(event, 'https://evil.example/')).toBe(true);
      expect(prevents(event, 'app://yankcord/')).toBe(false);
    }
  });

  it('14. no new windows', () => {
    for (const url of ['https://example.org/', 'about:blank', 'app://yankcord/']) {
      expect(page.openHandler?.({ url })).toEqual({ action: 'deny' });
    }
  });

  it('15. only https and mailto go to other programs', () => {
    launched.opened.length = 0;
    for (const url of ['https://example.org/', 'mailto:ann@example.org', 'http://example.org/', 'file:///bin/sh']) {
      page.openHandler?.({ url });
    }
    expect(launched.opened).toEqual(['https://example.org/', 'mailto:ann@example.org']);
    // One place asks for it, and that place looks first.
    expect(filesWith(/openExternal\(/u)).toEqual(['navigation.ts']);
  });

  it('16. an Electron that is kept up to date', () => {
    const about = z.object({ devDependencies: z.object({ electron: z.string() }) });
    const { devDependencies } = about.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
    // Pinned: an update is a change that is looked at and tested.
    expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/u);
    expect(Number(devDependencies.electron.split('.')[0])).toBeGreaterThanOrEqual(45);
  });

  it('17. every call is checked for who sends it', async () => {
    for (const name of Object.keys(ipcCalls)) {
      const reply: unknown = await launched.handlers.get(name)?.(
        calledFrom({ url: 'https://evil.example/', parent: null }),
        undefined,
      );
      expect(reply, name).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    }
    expect(filesWith(/ipcMain\.(?:on|once|handle|handleOnce)\(/u)).toEqual([join('ipc', 'answerCalls.ts')]);
  });

  it('18. a protocol of our own instead of file:', () => {
    expect(launched.served).toEqual(['app']);
    expect(launched.schemes.map(({ scheme }) => scheme)).toEqual(['app']);
    expect(filesWith(/loadFile\(|file:\/\/\//u)).toEqual([]);
  });

  it('20. nothing of Electron in the page', () => {
    // What the preload gives is looked at in preload.test.ts; here: that it alone gives anything.
    expect(filesWith(/exposeInMainWorld/u)).toEqual(['preload.ts']);
    expect(filesWith(/exposeInMainWorld\([^)]*ipcRenderer/u)).toEqual([]);
  });
});
