/**
 * Runs in a machine of a test's network: the whole main process of the app on the stand-in for Electron, and its page on
 * that machine's loopback. Its parent carries calls and notices between it and a browser there (RemoteApp.ts).
 */
import { join } from 'node:path';
import { SILENT_LOG } from '../../../common/log.ts';
import { findResources } from '../../../electron/resources.ts';
import { startApp } from '../../../electron/startApp.ts';
import { DesktopBridge } from './DesktopBridge.ts';
import { makeElectron } from './fakeElectron.ts';
import { FakeWindow } from './FakeWindow.ts';
import type { ToApp } from './RemoteApp.ts';
import { utilityFork } from './utilityFork.ts';

const [, , userData = '', ...flags] = process.argv;
const electron = makeElectron({ userData, fork: utilityFork });
startApp(electron.module, {
  resources: findResources(join(import.meta.dirname, '..', '..', '..', 'dist', 'electron'), 'linux'),
  argv: ['electron', '.', ...flags],
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
while (FakeWindow.all.length === 0) {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
const bridge = await DesktopBridge.open(electron);
FakeWindow.all[0]?.webContents.on('sent', (sent: { name: string; notice: unknown }) => {
  process.send?.({ kind: 'notice', ...sent });
});
process.on('message', (message: ToApp) => {
  if (message.kind === 'quit') {
    electron.app.quit();
    const wait = setInterval(() => {
      if (electron.app.gone) {
        clearInterval(wait);
        bridge.close();
        process.disconnect();
      }
    }, 10);
    return;
  }
  const { id, name, data, url, top } = message;
  const senderFrame = { url: url.replace(bridge.url, 'app://yankcord/'), parent: top ? null : {} };
  // What is read of the event; a handler answers with a promise, and never fails.
  void Promise.resolve(electron.handlers.get(name)?.({ senderFrame } as never, data)).then((reply) => {
    process.send?.({ kind: 'reply', id, reply });
  });
});
process.on('disconnect', () => {
  electron.app.quit();
});
process.send?.({ kind: 'up', url: bridge.url });
