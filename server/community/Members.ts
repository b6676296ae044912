import type { Member, Presence } from '../../common/community.ts';
import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { MemberId } from '../../common/ids.ts';
import type { Database } from '../store/Database.ts';
import { recentMembers, type StoredMember } from '../store/members.ts';

/** Members who are away are shown for so long. */
const RECENT_MS = 7 * 24 * 3_600 * 1_000;
const RECENT_LIMIT = 200;

export interface MemberEvents {
  /** New, back, idle or away. */
  changed: { member: Member };
}

/** One of a member's connections, as far as presence goes. */
export interface Attendance {
  setIdle(idle: boolean): void;
  /** The connection is over. Once is enough; more does nothing. */
  end(): void;
}

interface Online {
  /** As it is known now: a member may become the owner while here. */
  member: StoredMember;
  /** Every connection of the member, with whether it is idle. */
  readonly idleBy: Map<object, boolean>;
}

const presenceOf = ({ idleBy }: Online): Presence => ([...idleBy.values()].every((idle) => idle) ? 'idle' : 'online');

const keyOf = (name: string): string => name.toLocaleLowerCase('en');

/** Who is here: a member is online while any of its connections is, idle when all of them are. */
export class Members {
  readonly events = new Emitter<MemberEvents>();
  readonly #database: Database;
  readonly #online = new Map<MemberId, Online>();
  /** Names of guests who are just being stored, so that two who come at once do not get the same. */
  readonly #claimed = new Set<string>();

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Takes a name for as long as `work` needs to make a member of it.
   * @throws AppError `name_taken` when someone who is here has it
   */
  async withName<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.requireFree(name);
    const key = keyOf(name);
    this.#claimed.add(key);
    try {
      return await work();
    } finally {
      this.#claimed.delete(key);
    }
  }

  /** @throws AppError `name_taken` when someone who is here has it */
  requireFree(name: string): void {
    const key = keyOf(name);
    if (this.#claimed.has(key) || [...this.#online.values()].some(({ member }) => keyOf(member.name) === key)) {
      throw new AppError('name_taken', 'someone here has this name');
    }
  }

  /** A connection of this member begins. */
  attend(member: StoredMember): Attendance {
    const connection = {};
    const present = this.#online.get(member.id);
    const online = present ?? { member, idleBy: new Map<object, boolean>() };
    const before = present?.member.owner === member.owner ? presenceOf(present) : undefined;
    online.member = member;
    this.#online.set(member.id, online);
    online.idleBy.set(connection, false);
    if (before === undefined) {
      this.events.emit('changed', { member: { ...member, presence: 'online' } });
    } else {
      this.#tellIfChanged(online, before);
    }
    return {
      setIdle: (idle) => {
        if (online.idleBy.has(connection)) {
          const was = presenceOf(online);
          online.idleBy.set(connection, idle);
          this.#tellIfChanged(online, was);
        }
      },
      end: () => {
        const was = presenceOf(online);
        if (!online.idleBy.delete(connection)) {
          return;
        }
        if (online.idleBy.size > 0) {
          this.#tellIfChanged(online, was);
          return;
        }
        this.#online.delete(member.id);
        this.events.emit('changed', { member: { ...member, presence: 'offline' } });
      },
    };
  }

  get onlineCount(): number {
    return this.#online.size;
  }

  /** Members who were here lately, the latest first; for `list`. */
  async loadRecent(): Promise<StoredMember[]> {
    return recentMembers(this.#database, Date.now() - RECENT_MS, RECENT_LIMIT);
  }

  /** Everyone here, and of `recent` those who are away: of several with one name the latest, none whose name is here. */
  list(recent: readonly StoredMember[]): Member[] {
    const members = [...this.#online.values()].map((online): Member => ({
      ...online.member,
      presence: presenceOf(online),
    }));
    const names = new Set(members.map(({ name }) => keyOf(name)));
    for (const member of recent) {
      if (!this.#online.has(member.id) && !names.has(keyOf(member.name))) {
        names.add(keyOf(member.name));
        members.push({ ...member, presence: 'offline' });
      }
    }
    return members;
  }

  #tellIfChanged(online: Online, before: Presence): void {
    const presence = presenceOf(online);
    if (presence !== before) {
      this.events.emit('changed', { member: { ...online.member, presence } });
    }
  }
}
