import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { APP_URL } from './origin.ts';
import type { WindowPlace } from './settings/appSettings.ts';
import { MIN_SIZE, placeOf } from './windowPlace.ts';

/** The page draws the title bar (renderer/components/TitleBar.vue); macOS puts its three lights into it. */
const frameOf = (platform: NodeJS.Platform): BrowserWindowConstructorOptions =>
  platform === 'darwin' ? { titleBarStyle: 'hidden', trafficLightPosition: { x: 12, y: 10 } } : { frame: false };

export interface WindowOptions {
  readonly preload: string;
  readonly platform: NodeJS.Platform;
  /** Where it was when it was last seen. */
  readonly remembered: WindowPlace | undefined;
  /** Of the displays that are there now, without task bars. */
  readonly areas: readonly Rectangle[];
  /** Not shown until it is asked for. */
  readonly hidden: boolean;
}

/** The app's window. `loaded` fails when the page is not there. */
export function openWindow(
  Window: typeof BrowserWindow,
  { preload, platform, remembered, areas, hidden }: WindowOptions,
): { window: BrowserWindow; loaded: Promise<void> } {
  const window = new Window({
    ...placeOf(remembered, areas),
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
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
    if (hidden) {
      return;
    }
    window.show();
    // By itself it would show the window, too.
    if (remembered?.maximised === true) {
      window.maximize();
    }
  });
  return { window, loaded: window.loadURL(APP_URL) };
}

/** Wherever it is: behind others, minimised, or in the tray only. */
export function bringForward(window: Pick<BrowserWindow, 'isMinimized' | 'restore' | 'show' | 'focus'>): void {
  if (window.isMinimized()) {
    window.restore();
  }
  window.show();
  window.focus();
}
