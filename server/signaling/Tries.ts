import { AppError } from '../../common/errors.ts';
import { RequestWindow, type AccountLimits, type Rate } from './limits.ts';

/** Addresses and names that are remembered; beyond it whichever was tried longest ago is forgotten. */
const REMEMBERED = 2_048;

/** One rate for each of many. */
class Windows {
  readonly #rate: Rate;
  readonly #of = new Map<string, RequestWindow>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  of(key: string): RequestWindow {
    const window = this.#of.get(key) ?? new RequestWindow(this.#rate);
    this.#of.delete(key);
    this.#of.set(key, window);
    const [oldest] = this.#of.keys();
    if (this.#of.size > REMEMBERED && oldest !== undefined) {
      this.#of.delete(oldest);
    }
    return window;
  }
}

/**
 * How often passwords may be tried and accounts made. A try counts before it is looked at, and the right one too: many at
 * once are no way around it.
 */
export class Tries {
  readonly #byAddress: Windows;
  readonly #byName: Windows;
  readonly #registrations: Windows;
  readonly #all: RequestWindow;

  constructor({ tries, triesOfAccount, triesOfAll, registrations }: AccountLimits) {
    this.#byAddress = new Windows(tries);
    this.#byName = new Windows(triesOfAccount);
    this.#registrations = new Windows(registrations);
    this.#all = new RequestWindow(triesOfAll);
  }

  /** @param name of the account, as names are compared; undefined for a code. @throws AppError `rate_limited` */
  take(address: string, name?: string): void {
    passAll([this.#byAddress.of(address), ...(name === undefined ? [] : [this.#byName.of(name)]), this.#all]);
  }

  /** @throws AppError `rate_limited` */
  takeRegistration(address: string): void {
    passAll([this.#registrations.of(address), this.#all]);
  }
}

/** All or none: whoever has to wait for one has not used up the others. */
const passAll = (windows: readonly RequestWindow[]): void => {
  const nowMs = performance.now();
  const retryAfterMs = Math.max(...windows.map((window) => window.waitMs(nowMs)));
  if (retryAfterMs > 0) {
    throw new AppError('rate_limited', 'too many tries', { retryAfterMs });
  }
  for (const window of windows) {
    window.pass(nowMs);
  }
};
