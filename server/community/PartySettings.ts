import { Emitter } from '../../common/emitter.ts';
import type { DoorSettings } from '../../common/party.ts';
import type { Database } from '../store/Database.ts';
import type { StoredMember } from '../store/members.ts';
import { loadPartySettings, savePartySettings } from '../store/party.ts';
import type { Authority } from './Authority.ts';

export interface PartySettingsEvents {
  changed: { settings: DoorSettings; before: DoorSettings };
}

/** How the party is called and who may come in, as its owner chose; kept in the store. */
export class PartySettings {
  readonly events = new Emitter<PartySettingsEvents>();
  readonly #authority: Authority;
  readonly #database: Database;
  #current: DoorSettings;
  /** What is stored: a name that is given at each start is not. */
  #storedName: string | null;

  private constructor(database: Database, authority: Authority, current: DoorSettings, storedName: string | null) {
    this.#authority = authority;
    this.#database = database;
    this.#current = current;
    this.#storedName = storedName;
  }

  /**
   * @param made what it is called while nobody chose a name
   * @param beginning chosen for this start: counts instead of what was chosen before
   * @param keep whether that stays chosen: the app's person chose it, a flag is given at each start
   */
  static async open(
    database: Database,
    authority: Authority,
    made: string,
    beginning: Partial<DoorSettings>,
    keep: boolean,
  ): Promise<PartySettings> {
    const stored = await loadPartySettings(database);
    const { name, code = null, ask = false } = { ...stored, ...beginning };
    const current = { name: name ?? made, code, ask };
    const storedName = keep ? (name ?? null) : (stored?.name ?? null);
    if (keep && Object.keys(beginning).length > 0) {
      await savePartySettings(database, { ...current, name: storedName });
    }
    return new PartySettings(database, authority, current, storedName);
  }

  get current(): DoorSettings {
    return this.#current;
  }

  /** @throws AppError `forbidden` */
  async update(member: StoredMember, change: Partial<DoorSettings>): Promise<DoorSettings> {
    this.#authority.require(member, 'manageServer');
    const before = this.#current;
    const settings = { ...before, ...change };
    this.#current = settings;
    this.#storedName = change.name ?? this.#storedName;
    await savePartySettings(this.#database, { ...settings, name: this.#storedName });
    this.events.emit('changed', { settings, before });
    return settings;
  }
}
