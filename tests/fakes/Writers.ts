import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Guest } from './Guest.ts';

/** People who write as fast as they are answered, until their server is gone; what was acknowledged is remembered. */
export class Writers {
  readonly acknowledged = new Set<string>();
  readonly #guests: readonly Guest[];
  readonly #done: Promise<unknown>;

  private constructor(guests: readonly Guest[]) {
    this.#guests = guests;
    this.#done = Promise.all(guests.map(async (guest) => this.#write(guest)));
  }

  /** @param names whom they may be called: nobody there has such a name */
  static async open(url: string, names: readonly string[]): Promise<Writers> {
    return new Writers(await Promise.all(names.map(async (name) => Guest.join(url, name, { remembers: false }))));
  }

  /** The server is gone: what was answered by now is all. */
  async end(): Promise<void> {
    for (const guest of this.#guests) {
      guest.close();
    }
    await this.#done;
  }

  async #write(guest: Guest): Promise<void> {
    const channelId = guest.textChannel();
    while (guest.socket.connected) {
      const nonce = randomUUID();
      // Longer than a page of the database now and then: such a message is several writes.
      const body = `${nonce} ${'word '.repeat(this.acknowledged.size % 10 === 0 ? 700 : 10)}`;
      const reply = await guest.askRaw('sendMessage', { channelId, body, nonce }).catch(() => undefined);
      if (reply?.ok === true) {
        this.acknowledged.add(nonce);
      }
    }
  }
}

/** What a data folder holds whose server is dead, as the next server will find it. */
export const lookInto = (dataDir: string): { readonly integrity: string; readonly nonces: ReadonlySet<string> } => {
  const file = new BetterSqlite3(join(dataDir, 'yankcord.sqlite3'), { fileMustExist: true });
  try {
    const integrity = String(file.pragma('integrity_check', { simple: true }));
    return { integrity, nonces: new Set(file.prepare('select nonce from messages').pluck().all().map(String)) };
  } finally {
    file.close();
  }
};
