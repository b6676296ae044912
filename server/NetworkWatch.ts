import type { Closable } from '../common/lifetime.ts';
import type { Log } from '../common/log.ts';
import { isIPv6, usableAddresses } from './addresses.ts';

/** A notebook changes its network without a word. */
const LOOK_MS = 3_000;

export interface NetworkWatchParts {
  /** undefined: the server listens on all addresses of the machine, and follows them. */
  readonly host: string | undefined;
  /** Whether anybody is in a call. */
  readonly busy: () => boolean;
  /** The machine has these addresses from now on. */
  readonly move: (addresses: readonly string[]) => void;
  readonly log: Log;
}

/**
 * Where a server is reached: by which addresses of its machine, now. It is looked for others every few seconds, and two
 * looks have to agree: what comes and goes in between is no network. Media workers are bound to addresses, so a change
 * costs the calls a second: IPv6 addresses that are replaced by others every day wait until nobody is in one.
 */
export class NetworkWatch implements Closable {
  readonly #parts: NetworkWatchParts;
  readonly #look: () => readonly string[];
  readonly #timer: NodeJS.Timeout | undefined;
  #addresses: readonly string[];
  #seen: readonly string[];

  /** @param look for tests; what the machine has by default */
  constructor(
    addresses: readonly string[],
    parts: NetworkWatchParts,
    look: () => readonly string[] = usableAddresses,
    lookMs = LOOK_MS,
  ) {
    this.#parts = parts;
    this.#look = look;
    this.#addresses = addresses;
    this.#seen = addresses;
    if (parts.host === undefined) {
      this.#timer = setInterval(() => {
        this.#compare();
      }, lookMs);
      this.#timer.unref();
    }
  }

  /** The best for people on the same network first. */
  get addresses(): readonly string[] {
    return this.#addresses;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #compare(): void {
    const { busy, move, log } = this.#parts;
    const now = this.#look();
    const steady = isSame(now, this.#seen);
    this.#seen = now;
    if (!steady || isSame(now, this.#addresses) || (busy() && !isAnotherNetwork(this.#addresses, now))) {
      return;
    }
    this.#addresses = now;
    log.info('The network changed', { addresses: now.length });
    try {
      move(now);
    } catch (fault) {
      log.error('The media workers cannot follow the network', fault);
    }
  }
}

const missing = (from: readonly string[], others: readonly string[]): string[] =>
  from.filter((address) => !others.includes(address));

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  missing(one, other).length + missing(other, one).length === 0;

/** Rather than another name for this machine in the same one. */
const isAnotherNetwork = (before: readonly string[], now: readonly string[]): boolean =>
  [...missing(before, now), ...missing(now, before)].some((address) => !isIPv6(address)) ||
  missing(before, now).length === before.length;
