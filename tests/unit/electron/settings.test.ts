import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SILENT_LOG } from '../../../common/log.ts';
import { startWithSystem } from '../../../electron/autostart.ts';
import { parseAppSettings } from '../../../electron/settings/appSettings.ts';
import { Secrets } from '../../../electron/settings/Secrets.ts';
import { SettingsFile } from '../../../electron/settings/SettingsFile.ts';
import { makeElectron } from '../../fakes/electron/fakeElectron.ts';

const TOKEN_KEY = 'yankcord.session.https://party.example';

describe('the settings file', () => {
  let folder = '';
  const file = (): string => join(folder, 'settings.json');
  const open = async (keyring = true): Promise<SettingsFile> => {
    const secrets = await Secrets.open(makeElectron({ keyring }).module.safeStorage, 'linux');
    return SettingsFile.open({ file: file(), secrets, log: SILENT_LOG });
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yankcord-settings-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('keeps what was written, for the next start', async () => {
    const first = await open();
    await first.write('yankcord.settings', '{"theme":"dark"}');
    await first.write('yankcord.name', '"Ann"');
    await first.write(TOKEN_KEY, '"a secret"');
    await first.remove('yankcord.name');
    first.changeApp({ closing: 'tray' });
    first.close();
    const second = await open();
    expect((await second.stored()).values).toEqual({ 'yankcord.settings': { theme: 'dark' }, [TOKEN_KEY]: 'a secret' });
    expect(second.app.closing).toBe('tray');
  });

  it('is for its person alone, and has secrets sealed where the system can', async () => {
    const settings = await open();
    await settings.write(TOKEN_KEY, '"a secret"');
    expect(readFileSync(file(), 'utf8')).not.toContain('a secret');
    expect((await settings.stored()).secretsGuarded).toBe(true);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('says when the system guards no secrets, and keeps them all the same', async () => {
    const settings = await open(false);
    await settings.write(TOKEN_KEY, '"a secret"');
    expect(await settings.stored()).toMatchObject({ values: { [TOKEN_KEY]: 'a secret' }, secretsGuarded: false });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    // A keyring that came later changes nothing about what is there.
    expect((await (await open(true)).stored()).values).toEqual({ [TOKEN_KEY]: 'a secret' });
  });

  it('has forgotten a secret that this system cannot open, and nothing else', async () => {
    const guarded = await open();
    await guarded.write(TOKEN_KEY, '"a secret"');
    await guarded.write('yankcord.name', '"Ann"');
    const text = readFileSync(file(), 'utf8').replace(/"base64": "[^"]+"/u, '"base64": "AAAA"');
    writeFileSync(file(), text);
    expect((await (await open()).stored()).values).toEqual({ 'yankcord.name': 'Ann' });
  });

  it.each([
    ['half of it', '{"app": {"closing"'],
    ['another thing', '[]'],
    ['nothing', ''],
    ['no text', '\0\xff'],
  ])('is put aside when there is %s in it, and told', async (_what, text) => {
    writeFileSync(file(), text);
    const settings = await open();
    expect(await settings.stored()).toMatchObject({ values: {}, setAside: `${file()}.broken` });
    expect(readFileSync(`${file()}.broken`, 'utf8')).toBe(text);
    await settings.write('yankcord.name', '"Ann"');
    expect((await (await open()).stored()).setAside).toBeNull();
  });

  it('may have parts missing', async () => {
    writeFileSync(file(), '{"page": {"yankcord.name": "Ann"}}');
    expect(await (await open()).stored()).toMatchObject({ values: { 'yankcord.name': 'Ann' }, setAside: null });
  });

  it('falls back item by item', async () => {
    writeFileSync(
      file(),
      JSON.stringify({
        app: { closing: 'explode', startHidden: false, window: { x: 'left' } },
        page: { 'yankcord.name': 'Ann', '../evil': 1, __proto__: 2 },
        secrets: [],
      }),
    );
    const settings = await open();
    expect(settings.app).toEqual({
      closing: 'ask',
      startWithSystem: false,
      startHidden: false,
      quietUntilMs: 0,
      window: undefined,
    });
    expect((await settings.stored()).values).toEqual({ 'yankcord.name': 'Ann' });
    expect(parseAppSettings(null)).toEqual(parseAppSettings({}));
  });

  it('is whole at every moment, however many write at once', async () => {
    const settings = await open();
    const writes = Array.from({ length: 50 }, (_, index) =>
      settings.write(`yankcord.n${String(index)}`, String(index)),
    );
    await writes[0];
    expect(() => JSON.parse(readFileSync(file(), 'utf8')) as unknown).not.toThrow();
    await Promise.all(writes);
    settings.changeApp({ closing: 'quit' });
    settings.close();
    const again = await open();
    expect(Object.keys((await again.stored()).values)).toHaveLength(50);
    expect(again.app.closing).toBe('quit');
    expect(existsSync(`${file()}.new`)).toBe(false);
  });

  it('tells what cannot be written', async () => {
    const settings = await open();
    mkdirSync(`${file()}.new`);
    await expect(settings.write('yankcord.name', '"Ann"')).rejects.toMatchObject({ code: 'settings_unwritable' });
    await expect(settings.write('yankcord.name', '{')).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('starting with the system', () => {
  it('is a file of the session on Linux, with the program quoted as the specification says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yankcord-autostart-'));
    const { app, module } = makeElectron();
    const options = {
      app: module.app,
      platform: 'linux',
      program: '/opt/My "Apps"/100%/$yankcord',
      autostartDir: join(folder, 'autostart'),
    } as const;
    await startWithSystem(true, options);
    const entry = readFileSync(join(folder, 'autostart', 'yankcord.desktop'), 'utf8');
    expect(entry).toContain(String.raw`Exec="/opt/My \\"Apps\\"/100%%/\\$yankcord" --with-system`);
    await startWithSystem(false, options);
    expect(existsSync(join(folder, 'autostart', 'yankcord.desktop'))).toBe(false);
    expect(app.loginItem).toBeUndefined();
    rmSync(folder, { recursive: true });
  });

  it("is the system's own list elsewhere", async () => {
    const { app, module } = makeElectron();
    await startWithSystem(true, { app: module.app, platform: 'win32', program: 'C:\\y.exe', autostartDir: '' });
    expect(app.loginItem).toEqual({ openAtLogin: true, args: ['--with-system'] });
  });
});
