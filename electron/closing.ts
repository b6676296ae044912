import type { App, BrowserWindow } from 'electron';
import type { AppChoices } from '../common/ipc/app.ts';
import { Lifetime, type Closable } from '../common/lifetime.ts';

interface ClosingOptions {
  readonly app: Pick<App, 'on' | 'off' | 'quit'>;
  readonly window: Pick<BrowserWindow, 'hide' | 'on' | 'off'>;
  readonly inCall: () => boolean;
  /** Whether others would lose their party. */
  readonly guests: () => boolean;
  readonly chosen: () => AppChoices['closing'];
  /** Puts the question to the person. */
  readonly ask: () => void;
}

/** Who closes once more within this time, instead of answering, wants it gone: the page may not be able to ask. */
const INSIST_MS = 5_000;

/**
 * What closing the window means: the end of the app, but during a call, or with guests in the party, perhaps only of the window,
 * as the person says. That others lose their party is asked each time: who once chose to quit meant their own call.
 */
export class Closing implements Closable {
  readonly #options: ClosingOptions;
  readonly #nowMs: () => number;
  readonly #life = new Lifetime();
  #quitting = false;
  #askedAtMs = -Infinity;
  #askedOfGuests = false;

  constructor(options: ClosingOptions, nowMs: () => number = () => performance.now()) {
    this.#options = options;
    this.#nowMs = nowMs;
    const { app, window } = options;
    const quitting = (): void => {
      this.#quitting = true;
    };
    const closed = (event: { preventDefault(): void }): void => {
      if (this.#keeps()) {
        event.preventDefault();
      }
    };
    app.on('before-quit', quitting);
    window.on('close', closed);
    this.#life.add(() => {
      app.off('before-quit', quitting);
      window.off('close', closed);
    });
  }

  /** Whether the question that stands is about guests, whose answer is for this time only. */
  get askedOfGuests(): boolean {
    return this.#askedOfGuests;
  }

  answer(closing: 'tray' | 'quit'): void {
    this.#askedAtMs = -Infinity;
    if (closing === 'tray') {
      this.#options.window.hide();
    } else {
      this.#options.app.quit();
    }
  }

  close(): void {
    this.#life.end();
  }

  /** Whether the app stays. */
  #keeps(): boolean {
    const { window, inCall, guests, chosen, ask } = this.#options;
    const insists = this.#nowMs() - this.#askedAtMs < INSIST_MS;
    const ofGuests = guests();
    if (this.#quitting || insists || (!ofGuests && (!inCall() || chosen() === 'quit'))) {
      return false;
    }
    if (chosen() === 'tray') {
      window.hide();
    } else {
      this.#askedAtMs = this.#nowMs();
      this.#askedOfGuests = ofGuests;
      ask();
    }
    return true;
  }
}
