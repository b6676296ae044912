/** How much one connection may ask, and one address. */
import type { Entry } from '../http/Turnstile.ts';

/** At most `count` in any stretch of `windowMs`. */
export interface Rate {
  readonly count: number;
  readonly windowMs: number;
}

/** At a party's door. */
export interface DoorLimits {
  /** Wrong codes of one address, and of all of them together. */
  readonly wrongCodes: Rate;
  readonly wrongCodesOfAll: Rate;
  /** How many may wait, from one address and in all. */
  readonly waitingOfOne: number;
  readonly waitingOfAll: number;
  /** How long somebody may wait for the owner. */
  readonly waitMs: number;
  /** From being let in to being in. */
  readonly graceMs: number;
  /** How long an address that was refused cannot ask again. */
  readonly refusedMs: number;
  /** How long the address of somebody who was taken out cannot come in. */
  readonly kickedMs: number;
}

/** Of passwords and accounts. */
export interface AccountLimits {
  /** Passwords and owner's codes tried from one address, for one account, and in all. */
  readonly tries: Rate;
  readonly triesOfAccount: Rate;
  readonly triesOfAll: Rate;
  /** Accounts made from one address. */
  readonly registrations: Rate;
}

export interface Limits {
  readonly door: DoorLimits;
  readonly accounts: AccountLimits;
  /** New connections of one address. */
  readonly entry: Entry;
  /** Requests of voice and media. */
  readonly media: Rate;
  /** All other requests. */
  readonly community: Rate;
  /** Messages sent; they count as community requests too. */
  readonly messages: Rate;
  /** Refusals for bad or too many requests; beyond it the connection is not listened to any more, and closed. */
  readonly refusals: Rate;
  /** From there to the close: whoever would come back to go on is kept from it for so long. */
  readonly tarpitMs: number;
  /** Notices and answers that a slow reader may leave unread; beyond it the connection is closed. */
  readonly outboundMessages: number;
  /** From connecting to being a member. */
  readonly authenticationMs: number;
  /** How long a prepared peer waits to join. */
  readonly waitingPeerMs: number;
  /** How long one hears oneself by way of the server. */
  readonly echoMs: number;
  /** How long a member whose connection or media broke is expected back. */
  readonly graceMs: number;
  /** How long those who were in a call are expected back after the server started again. */
  readonly restartGraceMs: number;
}

export const LIMITS: Limits = {
  door: {
    // A code of six digits holds for years against ten tries in a minute.
    wrongCodes: { count: 5, windowMs: 60_000 },
    wrongCodesOfAll: { count: 30, windowMs: 60_000 },
    waitingOfOne: 4,
    waitingOfAll: 30,
    waitMs: 180_000,
    graceMs: 15_000,
    refusedMs: 30_000,
    kickedMs: 60_000,
  },
  accounts: {
    // A household signs in at once; a thousand common passwords take half a day for one account.
    tries: { count: 20, windowMs: 60_000 },
    triesOfAccount: { count: 15, windowMs: 600_000 },
    triesOfAll: { count: 300, windowMs: 60_000 },
    registrations: { count: 20, windowMs: 600_000 },
  },
  entry: { burst: 60, intervalMs: 50, patienceMs: 10_000 },
  media: { count: 80, windowMs: 5_000 },
  community: { count: 100, windowMs: 10_000 },
  messages: { count: 20, windowMs: 10_000 },
  refusals: { count: 200, windowMs: 10_000 },
  tarpitMs: 3_000,
  outboundMessages: 256,
  authenticationMs: 15_000,
  waitingPeerMs: 60_000,
  echoMs: 60_000,
  graceMs: 15_000,
  restartGraceMs: 30_000,
};

/** For people who come and go: a storm of them costs each client one batch in so long. */
export const ARRIVALS = { burst: 3, intervalMs: 1_400 } as const;

/**
 * Holds one rate: the times of the last `count` requests, in a ring, so that the limit is exact for every stretch of
 * time and needs no timer.
 */
export class RequestWindow {
  readonly #rate: Rate;
  readonly #times: number[] = [];
  #oldest = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** @returns the ms after which one may pass; 0 if one may now */
  waitMs(nowMs: number): number {
    return this.#times.length < this.#rate.count
      ? 0
      : Math.max(0, (this.#times[this.#oldest] ?? 0) + this.#rate.windowMs - nowMs);
  }

  /** @returns 0 if the request may pass, and it counts from now; otherwise the ms after which one may */
  pass(nowMs: number): number {
    if (this.#times.length < this.#rate.count) {
      this.#times.push(nowMs);
      return 0;
    }
    const freeMs = this.waitMs(nowMs);
    if (freeMs > 0) {
      return freeMs;
    }
    this.#times[this.#oldest] = nowMs;
    this.#oldest = (this.#oldest + 1) % this.#rate.count;
    return 0;
  }
}
