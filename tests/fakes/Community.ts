/** People with accounts, on a party whose database stands in a folder of the test's. */
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { doorOffer, type DoorOffer } from '../../common/accounts.ts';
import type { RequestInput } from '../../common/signaling.ts';
import type { AccountLimits } from '../../server/signaling/limits.ts';
import { refusalOf, type Guest } from './Guest.ts';
import { askDoor } from './https.ts';
import { Party } from './party.ts';

export const PASSWORD = 'correct horse';

type Registration = Omit<Extract<RequestInput<'authenticate'>['as'], { kind: 'register' }>, 'kind' | 'name'>;

/** A party, and the ways into it. */
export class Community {
  readonly party: Party;
  readonly #folder: string;

  private constructor(party: Party, folder: string) {
    this.party = party;
    this.#folder = folder;
  }

  /** @param accounts limits; of the others there is more than any test needs */
  static async open(
    folder: string,
    environment: Record<string, string> = {},
    accounts: Partial<AccountLimits> = {},
  ): Promise<Community> {
    const wide = { count: 1_000_000, windowMs: 1_000 };
    const limits = { tries: wide, triesOfAccount: wide, triesOfAll: wide, registrations: wide, ...accounts };
    const party = await Party.open({
      dataDir: folder,
      environment,
      limits: { accounts: limits },
    });
    return new Community(party, folder);
  }

  async come(as: RequestInput<'authenticate'>['as']): Promise<Guest> {
    const guest = await this.party.connect();
    await guest.authenticate(as);
    return guest;
  }

  async register(name: string, more: Partial<Registration> = {}): Promise<Guest> {
    return this.come({ kind: 'register', name, password: PASSWORD, ...more });
  }

  async signIn(name: string, password = PASSWORD): Promise<Guest> {
    return this.come({ kind: 'account', name, password });
  }

  async offer(invite?: string): Promise<DoorOffer> {
    return doorOffer.parse(await askDoor(this.party.url, invite));
  }

  /** What is on the disk, as another process sees it. The caller closes it. */
  file(): BetterSqlite3.Database {
    return new BetterSqlite3(join(this.#folder, 'data', 'yankcord.sqlite3'));
  }
}

/** The code of the refusal. @throws Error where nothing was refused */
export const refused = async (work: Promise<unknown>): Promise<string> => {
  const [result] = await Promise.allSettled([work]);
  return refusalOf(result).code;
};
