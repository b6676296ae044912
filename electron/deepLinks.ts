import type { App } from 'electron';
import { LINK_SCHEME, parseJoinLink, type JoinLink } from '../common/deepLink.ts';
import { Emitter } from '../common/emitter.ts';
import { Lifetime, type Closable } from '../common/lifetime.ts';

/**
 * `yankcord://` links that the system hands to the app: on the command line of a second instance, or of this one, or as
 * an event of macOS. The last one waits until the page takes it, and asks the person.
 */
export class DeepLinks implements Closable {
  readonly #life = new Lifetime();
  readonly events = new Emitter<{ waiting: null }>();
  #waiting: JoinLink | undefined;

  constructor(app: Pick<App, 'on' | 'off'>, argv: readonly string[]) {
    const opened = (event: { preventDefault(): void }, url: string): void => {
      event.preventDefault();
      this.#hear([url]);
    };
    const started = (_event: unknown, words: readonly string[]): void => {
      this.#hear(words);
    };
    app.on('open-url', opened);
    app.on('second-instance', started);
    this.#life.add(() => {
      app.off('open-url', opened);
      app.off('second-instance', started);
    });
    this.#hear(argv);
  }

  take(): JoinLink | undefined {
    const link = this.#waiting;
    this.#waiting = undefined;
    return link;
  }

  close(): void {
    this.#life.end();
  }

  /** Words that are no link of ours are somebody else's: flags of Chromium, folders. */
  #hear(words: readonly string[]): void {
    const link = words.map(parseJoinLink).findLast((one) => one !== undefined);
    if (link !== undefined) {
      this.#waiting = link;
      this.events.emit('waiting', null);
    }
  }
}

/** An installed app is told to the system as the one for such links; a checkout would leave a path that goes away. */
export function claimLinks(app: Pick<App, 'isPackaged' | 'setAsDefaultProtocolClient'>): void {
  if (app.isPackaged) {
    app.setAsDefaultProtocolClient(LINK_SCHEME);
  }
}
