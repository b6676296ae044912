import type * as Electron from 'electron';

/**
 * What of Electron the app stands on. `main.ts` brings it, so that everything below can be started on a stand-in: it is
 * checked against Electron's own types (tests/fakes/electron).
 */
export type ElectronParts = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'desktopCapturer'
  | 'ipcMain'
  | 'Menu'
  | 'nativeImage'
  | 'Notification'
  | 'powerMonitor'
  | 'protocol'
  | 'safeStorage'
  | 'screen'
  | 'session'
  | 'shell'
  | 'Tray'
  | 'utilityProcess'
>;
