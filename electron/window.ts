import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { APP_URL } from './origin.ts';

/** The page draws the title bar (renderer/components/TitleBar.vue); macOS puts its three lights into it. */
const frameOf = (platform: NodeJS.Platform): BrowserWindowConstructorOptions =>
  platform === 'darwin' ? { titleBarStyle: 'hidden', trafficLightPosition: { x: 12, y: 10 } } : { frame: false };

/** The app's window. `loaded` fails when the page is not there. */
export function openWindow(
  Window: typeof BrowserWindow,
  preload: string,
  platform: NodeJS.Platform,
): { window: BrowserWindow; loaded: Promise<void> } {
  const window = new Window({
    width: 1_180,
    height: 760,
    minWidth: 380,
    minHeight: 480,
    // Shown when painted: a white rectangle first is a flash in a dark room.
    show: false,
    backgroundColor: '#101114',
    autoHideMenuBar: true,
    ...frameOf(platform),
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      // A call goes on while its window is behind another one.
      backgroundThrottling: false,
      // Joining a channel is the person's wish to hear it.
      autoplayPolicy: 'no-user-gesture-required',
    },
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  return { window, loaded: window.loadURL(APP_URL) };
}
