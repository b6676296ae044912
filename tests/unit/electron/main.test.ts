import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeWindow, makeElectron, type FakeElectron } from '../../fakes/electron/fakeElectron.ts';

const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');
const ready = { kind: 'ready', addresses: [], url: 'https://127.0.0.1:7880', fingerprint };

/** The app, started as Electron starts it, on a fake Electron. */
async function launch(options: { isFirst?: boolean } = {}): Promise<FakeElectron> {
  const electron = makeElectron(options);
  vi.doMock('electron', () => electron.module);
  await import('../../../electron/main.ts');
  await vi.waitFor(() => {
    expect(electron.app.quits + FakeWindow.all.length).toBe(1);
  });
  return electron;
}

describe('the desktop app', () => {
  beforeEach(() => {
    FakeWindow.all.length = 0;
    vi.resetModules();
    vi.stubGlobal(
      'process',
      Object.assign(Object.create(process) as NodeJS.Process, {
        argv: ['electron', '/app', '--no-sandbox', '--port=0', '--name=Ann', '--headless'],
      }),
    );
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.doUnmock('electron');
  });

  it('opens one window on our page, sandboxed, with nothing of Node in it', async () => {
    const { app, schemes, served } = await launch();
    expect(app.sandboxed).toBe(true);
    expect(schemes.map(({ scheme }) => scheme)).toEqual(['app']);
    expect(served).toEqual(['app']);
    const [window] = FakeWindow.all;
    expect(window?.loaded).toEqual(['app://yankcord/']);
    expect(window?.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
    });
    expect(window?.options.webPreferences?.preload).toMatch(/preload\.cjs$/);
    expect(window?.shown).toBe(false);
    window?.emit('ready-to-show');
    expect(window?.shown).toBe(true);
  });

  it("starts the built server with its own flags and none of Chromium's", async () => {
    const { forks } = await launch();
    expect(forks).toHaveLength(1);
    expect(forks[0]?.entry).toMatch(/server[\\/]main\.js$/);
    expect(forks[0]?.args).toEqual([
      'serve',
      `--data=${join('/home/ann/userData', 'party')}`,
      '--port=0',
      '--name=Ann',
    ]);
  });

  it('trusts the certificate of its party before the page hears of it', async () => {
    const { forks, handlers, decide } = await launch();
    const asked = handlers.get('party.get')?.(
      { senderFrame: { url: 'app://yankcord/', parent: null } } as never,
      undefined,
    );
    forks[0]?.child.say(ready);
    expect(await asked).toEqual({ ok: true, data: { url: ready.url, fingerprint } });
    expect(FakeWindow.all[0]?.webContents.sent).toMatchObject([{ name: 'party.changed', notice: { kind: 'ready' } }]);
    expect(decide.certificate).toBeTypeOf('function');
  });

  it('stops the party before it quits', async () => {
    const { app, forks, handlers } = await launch();
    forks[0]?.child.say(ready);
    app.quit();
    expect(app.gone).toBe(false);
    expect(forks[0]?.child.told).toEqual([{ kind: 'stop' }]);
    forks[0]?.child.exit(0);
    await vi.waitFor(() => {
      expect(app.gone).toBe(true);
    });
    expect(handlers.size).toBe(0);
  });

  it('ends with its window', async () => {
    const { app } = await launch();
    app.emit('window-all-closed');
    expect(app.quits).toBe(1);
  });

  it('leaves the place to the instance that is there, which comes to the front', async () => {
    const second = await launch({ isFirst: false });
    expect(second.app.quits).toBe(1);
    expect(second.forks).toEqual([]);

    vi.resetModules();
    const first = await launch();
    const [window] = FakeWindow.all;
    if (window !== undefined) {
      window.minimized = true;
    }
    first.app.emit('second-instance', {}, ['electron', '.']);
    expect(window).toMatchObject({ minimized: false, focused: 1 });
  });
});
