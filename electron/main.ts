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
import { startApp } from './startApp.ts';

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
      // Where the parts are built to: `dist/electron`, `dist/web` and `dist/server` beside each other.
      dist: join(import.meta.dirname, '..'),
      argv: process.argv,
      platform: process.platform,
      capture: readCaptureTools(),
      program: process.execPath,
      config: readConfig(),
      log: stderrLog,
    },
  );
}
