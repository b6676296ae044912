/** The desktop app's entry: brings Electron, and does nothing else. */
import { join } from 'node:path';
import { app, BrowserWindow, ipcMain, protocol, session, shell, utilityProcess } from 'electron';
import { readCaptureTools } from './config.ts';
import { stderrLog } from './log.ts';
import { startApp } from './startApp.ts';

startApp(
  { app, BrowserWindow, ipcMain, protocol, session, shell, utilityProcess },
  {
    // Where the parts are built to: `dist/electron`, `dist/web` and `dist/server` beside each other.
    dist: join(import.meta.dirname, '..'),
    argv: process.argv,
    platform: process.platform,
    capture: readCaptureTools(),
    log: stderrLog,
  },
);
