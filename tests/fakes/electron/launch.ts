/** The app's whole main process on the stand-in for Electron, without a page and with a server that a test speaks for. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpcMainInvokeEvent } from 'electron';
import { SILENT_LOG } from '../../../common/log.ts';
import { findResources } from '../../../electron/resources.ts';
import { startApp } from '../../../electron/startApp.ts';
import { makeElectron, type FakeElectron, type FakeOptions } from './fakeElectron.ts';
import { FakeWindow } from './FakeWindow.ts';

export interface Launched extends FakeElectron {
  readonly window: FakeWindow;
  readonly userData: string;
}

/** Keeps its things in a folder of its own, unless it is told to go on in another's. */
export async function launchApp(options: FakeOptions = {}, argv: readonly string[] = []): Promise<Launched> {
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), 'yankcord-launch-')));
  FakeWindow.all.length = 0;
  const electron = makeElectron({ ...options, userData });
  startApp(electron.module, {
    resources: findResources('/app/dist/electron', 'linux'),
    argv: ['electron', '.', '--host=127.0.0.1', '--port=0', ...argv],
    platform: 'linux',
    capture: { platform: 'linux', ffmpeg: 'ffmpeg', display: undefined, soundServer: undefined },
    program: '/opt/yankcord/yankcord',
    config: {
      autostartDir: join(userData, 'autostart'),
      appImage: undefined,
      socketPath: join(userData, 'yankcord', 'control'),
      keysObstacle: undefined,
    },
    updates: () => Promise.resolve('checkout'),
    log: SILENT_LOG,
  });
  const until = performance.now() + 10_000;
  while (FakeWindow.all.length === 0 && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const [window] = FakeWindow.all;
  if (window === undefined) {
    throw new Error('the app opened no window');
  }
  return { ...electron, window, userData };
}

/** As far as it is read: which frame a call comes from. */
export const calledFrom = (senderFrame: { url: string; parent: object | null } | null): IpcMainInvokeEvent =>
  ({ senderFrame }) as unknown as IpcMainInvokeEvent;
export const OWN_PAGE = calledFrom({ url: 'app://yankcord/', parent: null });
