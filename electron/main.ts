/** The desktop app's entry: brings Electron, and little else. */
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  desktopCapturer,
  ipcMain,
  Menu,
  nativeImage,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
} from 'electron';
import { readCaptureTools, readConfig } from './config.ts';
import { stderrLog } from './log.ts';
import { commandWords, runCommand } from './shortcuts/command.ts';
import { findResources } from './resources.ts';
import { startApp } from './startApp.ts';
import { findUpdates } from './updates/findUpdates.ts';

/** `yankcord ptt …` is said to the app that runs; anything else starts it. */
const words = commandWords(process.argv);
if (words === undefined) {
  start();
} else {
  void runCommand(words, readConfig().socketPath).then(({ exitCode, text }) => {
    process.stderr.write(text === '' ? '' : `${text}\n`);
    app.exit(exitCode);
  });
}

function start(): void {
  const resources = findResources(import.meta.dirname, process.platform);
  startApp(
    {
      app,
      BrowserWindow,
      desktopCapturer,
      ipcMain,
      Menu,
      nativeImage,
      Notification,
      powerMonitor,
      protocol,
      safeStorage,
      // Electron has it only once it is ready.
      get screen() {
        return screen;
      },
      session,
      shell,
      Tray,
      utilityProcess,
    },
    {
      resources,
      argv: process.argv,
      platform: process.platform,
      capture: readCaptureTools(resources.ffmpeg),
      program: process.execPath,
      config: readConfig(),
      updates: async () =>
        findUpdates({
          isPackaged: app.isPackaged,
          packageFile: join(import.meta.dirname, '..', '..', 'package.json'),
          updater: async () => (await import('electron-updater')).default.autoUpdater,
          log: stderrLog,
        }),
      log: stderrLog,
    },
  );
}
