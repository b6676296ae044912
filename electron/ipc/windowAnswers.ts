import type { BrowserWindow } from 'electron';
import type { WindowState } from '../../common/ipc/window.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Answers } from './answerCalls.ts';

type Framed = Pick<
  BrowserWindow,
  'minimize' | 'maximize' | 'unmaximize' | 'isMaximized' | 'isFullScreen' | 'close' | 'on' | 'off'
>;

const platformOf = (platform: NodeJS.Platform): WindowState['platform'] =>
  platform === 'darwin' || platform === 'win32' ? platform : 'linux';

const windowStateOf = (
  window: Pick<Framed, 'isMaximized' | 'isFullScreen'>,
  platform: NodeJS.Platform,
): WindowState => ({
  platform: platformOf(platform),
  maximised: window.isMaximized(),
  fullScreen: window.isFullScreen(),
});

export const windowAnswers = (window: Framed, platform: NodeJS.Platform): Answers<'window'> => ({
  'window.getState': () => windowStateOf(window, platform),
  'window.minimise': () => {
    window.minimize();
  },
  'window.toggleMaximised': () => {
    if (window.isMaximized()) {
      window.unmaximize();
    } else {
      window.maximize();
    }
  },
  'window.close': () => {
    window.close();
  },
});

/** Tells each change of what the title bar shows, until closed. */
export function watchWindow(window: Framed, platform: NodeJS.Platform, tell: (state: WindowState) => void): Closable {
  const life = new Lifetime();
  const changed = (): void => {
    tell(windowStateOf(window, platform));
  };
  // One by one: Electron's types have an overload for each event.
  window.on('maximize', changed);
  window.on('unmaximize', changed);
  window.on('enter-full-screen', changed);
  window.on('leave-full-screen', changed);
  life.add(() => {
    window.off('maximize', changed);
    window.off('unmaximize', changed);
    window.off('enter-full-screen', changed);
    window.off('leave-full-screen', changed);
  });
  return life;
}
