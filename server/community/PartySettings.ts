import { Emitter } from '../../common/emitter.ts';
import type { DoorSettings } from '../../common/party.ts';
import type { Database } from '../store/Database.ts';
import type { StoredMember } from '../store/members.ts';
import { loadPartySettings, savePartySettings } from '../store/party.ts';
import { requireAllowed } from './permissions.ts';

export interface PartySettingsEvents {
  changed: { settings: DoorSettings; before: DoorSettings };
}

/** How the party is called and who may come in, as its owner chose; kept in the store. */
export class PartySettings {
  readonly events = new Emitter<PartySettingsEvents>();
  readonly #database: Database;
  #current: DoorSettings;
  /** What is stored: a name that is given at each start is not. */
  #storedName: string | null;

  private constructor(database: Database, current: DoorSettings, storedName: string | null) {
    this.#database = database;
    this.#current = current;
    this.#storedName = storedName;
  }

  /** @param named whether `name` was given for this start, and not made up: then it counts, else what was chosen before */
  static async open(database: Database, name: string, named: boolean): Promise<PartySettings> {
    const stored = await loadPartySettings(database);
    const current = {
      name: named ? name : (stored?.name ?? name),
      code: stored?.code ?? null,
      ask: stored?.ask ?? false,
    };
    return new PartySettings(database, current, stored?.name ?? null);
  }

  get current(): DoorSettings {
    return this.#current;
  }

  /** @throws AppError `forbidden` */
  async update(member: StoredMember, change: Partial<DoorSettings>): Promise<DoorSettings> {
    requireAllowed(member, 'manageParty');
    const before = this.#current;
    const settings = { ...before, ...change };
    this.#current = settings;
    this.#storedName = change.name ?? this.#storedName;
    await savePartySettings(this.#database, { ...settings, name: this.#storedName });
    this.events.emit('changed', { settings, before });
    return settings;
  }
}
