import type { DesktopCapturer, Session } from 'electron';
import type { Log } from '../common/log.ts';
import { isAppUrl } from './origin.ts';

/**
 * What `getDisplayMedia` gives: the browser's own way to share, for when native capture does not work. Electron has no
 * picker of its own. macOS brings one, and so does Wayland's portal, which asks while the sources are listed; everywhere
 * else it is the whole first screen. https://www.electronjs.org/docs/latest/api/session#sessetdisplaymediarequesthandlerhandler-opts
 */
export function setupDisplayMedia(
  session: Pick<Session, 'setDisplayMediaRequestHandler'>,
  desktopCapturer: Pick<DesktopCapturer, 'getSources'>,
  platform: NodeJS.Platform,
  log: Log,
): void {
  session.setDisplayMediaRequestHandler(
    ({ frame, videoRequested, audioRequested }, answer) => {
      // Our own page alone, and not a frame inside of it.
      if (frame?.parent !== null || !isAppUrl(frame.url) || !videoRequested) {
        answer(null);
        return;
      }
      desktopCapturer.getSources({ types: ['screen'], thumbnailSize: { width: 0, height: 0 } }).then(
        ([screen]) => {
          if (screen === undefined) {
            answer(null); // the person picked none
            return;
          }
          // The system's sound can be had this way on Windows alone.
          answer({ video: screen, ...(audioRequested && platform === 'win32' ? { audio: 'loopback' } : {}) });
        },
        (fault: unknown) => {
          log.error('The screens could not be listed', fault);
          answer(null);
        },
      );
    },
    { useSystemPicker: true },
  );
}
