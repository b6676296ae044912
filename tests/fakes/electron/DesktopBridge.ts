/**
 * The desktop app in Chromium: the whole main process as it is built, started on the stand-in for Electron, and pages
 * whose `window.desktop` is the built preload, calling the real handlers. What is Electron's own (windows, tray, the
 * contents' isolation) is not here: docs/unproven.md.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { BrowserContext, Frame, Page } from '@playwright/test';
import type { IpcMainInvokeEvent } from 'electron';
import { answerAppRequest } from '../../../electron/appProtocol.ts';
import type { FakeElectron } from './fakeElectron.ts';
import { FakeWindow } from './FakeWindow.ts';

const DIST = join(import.meta.dirname, '..', '..', '..', 'dist');
const APP_ORIGIN = 'app://yankcord';

export class DesktopBridge {
  readonly #electron: FakeElectron;
  readonly #server: Server;
  readonly #pages = new Set<Page>();
  readonly url: string;

  private constructor(electron: FakeElectron, server: Server, url: string) {
    this.#electron = electron;
    this.#server = server;
    this.url = url;
  }

  /** Serves the client as `app://` does, at an address that Chromium takes for a secure context. */
  static async open(electron: FakeElectron): Promise<DesktopBridge> {
    const server = createServer((request, response) => {
      const asked = new Request(`${APP_ORIGIN}${request.url ?? '/'}`, { method: request.method ?? 'GET' });
      void answerAppRequest(join(DIST, 'web'), asked).then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(Buffer.from(await answer.arrayBuffer()));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('the page is served nowhere');
    }
    return new DesktopBridge(electron, server, `http://127.0.0.1:${String(address.port)}/`);
  }

  /** Every page of the context is a window of the app; its main frame has `window.desktop`. */
  async attach(context: BrowserContext): Promise<void> {
    await context.exposeBinding('ipcBridge', ({ frame }, name: string, data: unknown) =>
      this.#electron.handlers.get(name)?.(this.#eventOf(frame), data),
    );
    await context.addInitScript(bridgeScript(await readFile(join(DIST, 'electron', 'preload.cjs'), 'utf8')));
    context.on('page', (page) => {
      this.#pages.add(page);
      page.on('close', () => {
        this.#pages.delete(page);
      });
    });
    for (const window of FakeWindow.all) {
      window.webContents.on('sent', ({ name, notice }: { name: string; notice: unknown }) => {
        for (const page of this.#pages) {
          // A page on its way to another address hears nothing, as in Electron.
          void page
            .evaluate(
              ([to, said]) => {
                (window as unknown as BridgedWindow).hearMain(to, said); // put there by the script below
              },
              [name, notice] as const,
            )
            .catch(() => undefined);
        }
      });
    }
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Our page's address is the app's own; whatever else a frame shows is what it is. */
  #eventOf(frame: Frame): IpcMainInvokeEvent {
    const senderFrame = { url: frame.url().replace(this.url, `${APP_ORIGIN}/`), parent: frame.parentFrame() };
    return { senderFrame } as unknown as IpcMainInvokeEvent; // what is read of it
  }
}

/** What the script below puts beside `window.desktop`. */
export interface BridgedWindow {
  hearMain(name: string, notice: unknown): void;
}

/** The preload as it is built, given an `electron` whose other end is the binding above. */
export const bridgeScript = (preload: string): string => `
(() => {
  if (window !== window.top) return; // nodeIntegrationInSubFrames is off
  const listeners = new Map();
  const electron = {
    contextBridge: { exposeInMainWorld: (name, api) => { window[name] = Object.freeze(api); } },
    ipcRenderer: {
      invoke: (name, data) => window.ipcBridge(name, data),
      on: (name, listener) => { listeners.set(name, [...(listeners.get(name) ?? []), listener]); },
      off: (name, listener) => { listeners.set(name, (listeners.get(name) ?? []).filter((one) => one !== listener)); },
    },
  };
  window.hearMain = (name, notice) => {
    for (const listener of listeners.get(name) ?? []) listener({}, notice);
  };
  ((require) => { ${preload} })(() => electron);
})();`;
