import type { App, Shell, WebContents } from 'electron';
import type { Log } from '../common/log.ts';
import { isAppUrl, mayOpenOutside } from './origin.ts';

/**
 * The window shows our page and nothing else: it goes nowhere, opens no window, and holds no webview. Links are opened
 * by the person's own browser.
 */
export function setupNavigation(app: Pick<App, 'on'>, shell: Pick<Shell, 'openExternal'>, log: Log): void {
  app.on('web-contents-created', (_event, contents) => {
    confine(contents, shell, log);
  });
}

function confine(contents: WebContents, shell: Pick<Shell, 'openExternal'>, log: Log): void {
  contents.on('will-navigate', (event) => {
    // Reloading is a navigation to the page itself.
    if (!isAppUrl(event.url)) {
      event.preventDefault();
    }
  });
  contents.on('will-redirect', (event) => {
    if (!isAppUrl(event.url)) {
      event.preventDefault();
    }
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) {
      shell.openExternal(url).catch((fault: unknown) => {
        log.error('no program opened a link', fault);
      });
    }
    return { action: 'deny' };
  });
}
