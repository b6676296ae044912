/** The desktop app as a fixture: its main process, its embedded party, and the window's page. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PartyState, HostedParty } from '../../../common/ipc/party.ts';
import { SILENT_LOG } from '../../../common/log.ts';
import type { CaptureTools } from '../../../electron/config.ts';
import { findResources } from '../../../electron/resources.ts';
import { startApp } from '../../../electron/startApp.ts';
import type { UpdatesOptions } from '../../../electron/updates/Updates.ts';
import { DesktopBridge } from '../../fakes/electron/DesktopBridge.ts';
import { makeElectron, type FakeElectron } from '../../fakes/electron/fakeElectron.ts';
import { FakeWindow } from '../../fakes/electron/FakeWindow.ts';
import { utilityFork } from '../../fakes/electron/utilityFork.ts';
import { deviceState } from '../../fakes/screen.ts';
import { Door } from './Door.ts';
import type { Person } from './Person.ts';
import { A4, A5, expect, test as base } from './test.ts';

export interface DesktopApp {
  readonly electron: FakeElectron;
  readonly bridge: DesktopBridge;
  readonly window: FakeWindow;
  /** The party that is hosted, as the window was told. */
  party(): HostedParty;
}

export interface DesktopFixtures {
  /** What native capture has here: no display, unless a spec brings one. */
  capture: CaptureTools;
  /** Where newer versions come from: nowhere, unless a spec brings a source. */
  updates: UpdatesOptions['source'];
  desktop: DesktopApp;
  /** At the app's window; its first view is up. */
  host: Person;
  /** Opens an address in a browser. */
  door: Door;
}

export const test = base.extend<DesktopFixtures>({
  door: async ({ voices }, use) => {
    const door = new Door(voices);
    await use(door);
    await door.close();
  },

  host: async ({ desktop, door }, use) => {
    await use(await door.arrive('Hanna', { voice: A4, desktop: desktop.bridge }));
  },

  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs: nothing here
  capture: async ({}, use) => {
    await use({ platform: 'linux', ffmpeg: 'ffmpeg', display: undefined, soundServer: undefined });
  },

  updates: ['checkout', { option: true }],

  desktop: [
    async ({ capture, updates }, use) => {
      const userData = await mkdtemp(join(tmpdir(), 'yankcord-desktop-'));
      const [found] = deviceState('').origins;
      const page = Object.fromEntries(
        found?.localStorage.map(({ name, value }) => [name, JSON.parse(value) as unknown]) ?? [],
      );
      // What a browser would find in its storage the app finds in its settings.
      await writeFile(join(userData, 'settings.json'), JSON.stringify({ page }));
      FakeWindow.all.length = 0;
      const electron = makeElectron({ userData, fork: utilityFork });
      startApp(electron.module, {
        resources: findResources(join(import.meta.dirname, '..', '..', '..', 'dist', 'electron'), 'linux'),
        argv: ['electron', '.', '--host=127.0.0.1', '--port=0'],
        platform: 'linux',
        capture,
        program: '/opt/yankcord/yankcord',
        config: {
          autostartDir: join(userData, 'autostart'),
          appImage: undefined,
          socketPath: join(userData, 'yankcord', 'control'),
          keysObstacle: undefined,
        },
        updates: () => Promise.resolve(updates),
        log: SILENT_LOG,
      });
      await expect.poll(() => FakeWindow.all.length).toBe(1);
      const [window] = FakeWindow.all;
      if (window === undefined) {
        throw new Error('the app opened no window');
      }
      const bridge = await DesktopBridge.open(electron);
      await use({ electron, bridge, window, party: () => partyOf(window) });
      // As a person quits: the party is told, and nothing of it is left.
      electron.app.quit();
      await expect.poll(() => electron.app.gone, { timeout: 15_000 }).toBe(true);
      bridge.close();
      await rm(userData, { recursive: true, force: true });
    },
    { timeout: 60_000 },
  ],
});

function partyOf({ webContents }: FakeWindow): HostedParty {
  const told = webContents.sent.findLast(({ name }) => name === 'party.changed');
  const state = told?.notice as PartyState | undefined; // as the contract has it
  if (state?.kind !== 'hosting') {
    throw new Error(`no party is hosted: ${state?.kind ?? 'nothing was told'}`);
  }
  return state.party;
}

export { A4, A5, expect };
