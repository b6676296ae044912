/** The app in another machine of a test's network (appInside.ts), as its windows in a browser there see it. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import type { Lan } from '../Lan.ts';
import { bridgeScript, type BridgedWindow } from './DesktopBridge.ts';

const SCRIPT = join(import.meta.dirname, 'appInside.ts');
const PRELOAD = join(import.meta.dirname, '..', '..', '..', 'dist', 'electron', 'preload.cjs');

export type ToApp =
  | { readonly kind: 'quit' }
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly name: string;
      readonly data: unknown;
      /** Of the frame that calls. */
      readonly url: string;
      readonly top: boolean;
    };

type FromApp =
  | { readonly kind: 'up'; readonly url: string }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: unknown }
  | { readonly kind: 'notice'; readonly name: string; readonly notice: unknown };

export class RemoteApp {
  readonly url: string;
  /** What main told its window, in order. */
  readonly notices: { readonly name: string; readonly notice: unknown }[] = [];
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, (reply: unknown) => void>();
  readonly #pages = new Set<Page>();
  #lastId = 0;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    child.on('message', (message: FromApp) => {
      if (message.kind === 'reply') {
        this.#asked.get(message.id)?.(message.reply);
        this.#asked.delete(message.id);
      } else if (message.kind === 'notice') {
        this.notices.push(message);
        this.#tell(message.name, message.notice);
      }
    });
  }

  static async start(lan: Lan, machine: string, userData: string, ...flags: readonly string[]): Promise<RemoteApp> {
    const child = lan.fork(machine, SCRIPT, [userData, ...flags]);
    let printed = '';
    child.stderr?.on('data', (text) => (printed += String(text)));
    const [message] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => {
        throw new Error(`the app did not start: ${printed}`);
      }),
    ])) as [FromApp];
    if (message.kind !== 'up') {
      throw new Error('the app says something before it is up');
    }
    return new RemoteApp(child, message.url);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Every page of the context is a window of the app. */
  async attach(context: BrowserContext): Promise<void> {
    await context.exposeBinding('ipcBridge', ({ frame }, name: string, data: unknown) => {
      this.#lastId += 1;
      const id = this.#lastId;
      const { promise, resolve } = Promise.withResolvers<unknown>();
      this.#asked.set(id, resolve);
      const call: ToApp = { kind: 'call', id, name, data, url: frame.url(), top: frame.parentFrame() === null };
      // An app that quits takes its windows with it: what a page asks after that is answered by nobody.
      this.#child.send(call, () => undefined);
      return promise;
    });
    await context.addInitScript(bridgeScript(await readFile(PRELOAD, 'utf8')));
    context.on('page', (page) => {
      this.#pages.add(page);
      page.on('close', () => {
        this.#pages.delete(page);
      });
    });
  }

  /** As a person quits; answers the exit code when no process of it is left. */
  async quit(): Promise<number | null> {
    if (this.#child.exitCode !== null) {
      return this.#child.exitCode;
    }
    const exited = once(this.#child, 'exit');
    if (this.#child.connected) {
      this.#child.send({ kind: 'quit' } satisfies ToApp);
    }
    const [code] = (await exited) as [number | null];
    return code;
  }

  #tell(name: string, notice: unknown): void {
    for (const page of this.#pages) {
      void page
        .evaluate(
          ([to, said]) => {
            (window as unknown as BridgedWindow).hearMain(to, said); // put there by the bridge's script
          },
          [name, notice] as const,
        )
        .catch(() => undefined);
    }
  }
}
