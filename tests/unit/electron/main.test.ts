import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeElectron, type FakeElectron } from '../../fakes/electron/fakeElectron.ts';
import { FakeWindow } from '../../fakes/electron/FakeWindow.ts';

const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');
const ready = { kind: 'ready', addresses: [], url: 'https://127.0.0.1:7880', fingerprint, hostKey: 'key' };

/** The app, started as Electron starts it, on a fake Electron. */
async function launch(options: { isFirst?: boolean; argv?: string[] } = {}): Promise<FakeElectron> {
  const electron = makeElectron({ ...options, userData });
  process.argv = ['electron', '/app', '--no-sandbox', '--port=0', ...(options.argv ?? ['--name=Ann']), '--headless'];
  vi.doMock('electron', () => electron.module);
  await import('../../../electron/main.ts');
  await vi.waitFor(() => {
    expect(electron.app.quits + FakeWindow.all.length).toBe(1);
  });
  return electron;
}

let userData = '';

describe('the desktop app', () => {
  beforeEach(() => {
    userData = mkdtempSync(join(tmpdir(), 'yankcord-main-'));
    vi.stubEnv('XDG_RUNTIME_DIR', userData);
    FakeWindow.all.length = 0;
    vi.resetModules();
    vi.stubGlobal('process', Object.assign(Object.create(process) as NodeJS.Process, { argv: [] }));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    rmSync(userData, { recursive: true });
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

  it('hosts nothing before the person asks for it, and then with the flags that are the server’s', async () => {
    const { forks, handlers } = await launch({ argv: [] });
    expect(forks).toEqual([]);
    const call = (name: string, data?: unknown): unknown =>
      handlers.get(name)?.({ senderFrame: { url: 'app://yankcord/', parent: null } } as never, data);
    expect(await call('party.getState')).toEqual({ ok: true, data: { kind: 'idle' } });
    const asked = call('party.host', { name: 'Friday', code: 'k7p2 qx', ask: true, anyPort: false });
    await vi.waitFor(() => {
      expect(forks).toHaveLength(1);
    });
    const [fork] = forks;
    expect(fork?.entry).toMatch(/server[\\/]main\.js$/);
    expect(fork?.args).toEqual(['serve', `--data=${join(userData, 'party')}`, '--port=0']);
    expect(fork?.child.told).toEqual([{ kind: 'open', party: { name: 'Friday', code: 'K7P2QX', ask: true } }]);
    fork?.child.say(ready);
    expect(await asked).toEqual({ ok: true, data: { url: ready.url, fingerprint, hostKey: 'key' } });
    expect(await call('party.host', { name: 'Two', code: null, ask: false, anyPort: false })).toMatchObject({
      error: { code: 'already_hosting' },
    });
    const stopped = call('party.stop');
    fork?.child.exit(0);
    expect(await stopped).toEqual({ ok: true, data: undefined });
    expect(await call('party.getState')).toEqual({ ok: true, data: { kind: 'idle' } });
  });

  it('hosts at once what the command line names, and trusts its certificate before the page hears of it', async () => {
    const { forks, decide } = await launch();
    await vi.waitFor(() => {
      expect(forks[0]?.child.told).toEqual([{ kind: 'open', party: { name: 'Ann' } }]);
    });
    forks[0]?.child.say(ready);
    const told = (FakeWindow.all[0]?.webContents.sent ?? []).filter(({ name }) => name === 'party.changed');
    expect(told.at(-1)?.notice).toMatchObject({ kind: 'hosting', party: { url: ready.url } });
    expect(decide.certificate).toBeTypeOf('function');
  });

  it('stops the party before it quits', async () => {
    const { app, forks, handlers } = await launch();
    forks[0]?.child.say(ready);
    app.quit();
    expect(app.gone).toBe(false);
    expect(forks[0]?.child.told.slice(1)).toEqual([{ kind: 'stop' }]);
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
