import { randomBytes } from 'node:crypto';
import { newPassword, PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '../../common/accounts.ts';
import { AppError } from '../../common/errors.ts';

/**
 * What OWASP asks of argon2id at least, which is the library's own default: 19 MiB, two passes, one lane.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
 */
const COSTS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Each takes 19 MiB and a thread of libuv's four for some 30 ms. */
const AT_ONCE = 2;
const WAITING_MAX = 32;
const BUSY_MS = 2_000;

/** @throws AppError `password_unfit` */
export const requireFit = (password: string): string => {
  const parsed = newPassword.safeParse(password);
  if (!parsed.success) {
    throw new AppError(
      'password_unfit',
      `a password has ${String(PASSWORD_MIN_LENGTH)} to ${String(PASSWORD_MAX_LENGTH)} characters`,
    );
  }
  return parsed.data;
};

/**
 * Hashes passwords on libuv's threads, so that no call waits for it; a few at once, and of a flood most are refused before
 * they cost anything.
 */
export class Passwords {
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #decoy: Promise<string> | undefined;

  /** @throws AppError `password_unfit`, `rate_limited` */
  async hash(password: string): Promise<string> {
    const fit = requireFit(password);
    return this.#inTurn(async () => {
      const { hash } = await import('@node-rs/argon2'); // a start needs it rarely
      return hash(fit, COSTS);
    });
  }

  /**
   * As long for a name that nobody has as for a wrong password: how long it takes tells nothing.
   * @param stored undefined where there is nothing to compare with
   * @throws AppError `rate_limited`
   */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    this.#decoy ??= this.hash(randomBytes(16).toString('hex')).catch((fault: unknown) => {
      this.#decoy = undefined;
      throw fault;
    });
    const decoy = await this.#decoy;
    return this.#inTurn(async () => {
      const { verify } = await import('@node-rs/argon2');
      return (await verify(stored ?? decoy, password)) && stored !== undefined;
    });
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= WAITING_MAX) {
        throw new AppError('rate_limited', 'too many passwords at once', { retryAfterMs: BUSY_MS });
      }
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      // Whoever waits takes the place over.
      const next = this.#waiting.shift();
      if (next === undefined) {
        this.#running -= 1;
      } else {
        next();
      }
    }
  }
}
