import type { Member, Presence } from '../../common/community.ts';
import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { MemberId, RoleId } from '../../common/ids.ts';
import type { Database } from '../store/Database.ts';
import { findLogin } from '../store/accounts.ts';
import { findMember, loginOf, recentMembers, type StoredMember } from '../store/members.ts';

/** Members who are away are shown for so long. */
const RECENT_MS = 7 * 24 * 3_600 * 1_000;
const RECENT_LIMIT = 200;

export interface MemberEvents {
  /** New, back, idle or away. */
  changed: { member: Member };
}

/** One of a member's connections, as far as presence goes. */
export interface Attendance {
  /** The member as it is now, whatever it was when this began. */
  readonly member: StoredMember;
  setIdle(idle: boolean): void;
  /** The connection is over. Once is enough; more does nothing. */
  end(): void;
}

interface Online {
  /** As it is known now: a member may become the owner while here, or change their name. */
  member: StoredMember;
  /** Every connection of the member, with whether it is idle. */
  readonly idleBy: Map<object, boolean>;
}

const presenceOf = ({ idleBy }: Online): Presence => ([...idleBy.values()].every((idle) => idle) ? 'idle' : 'online');

/** Who is here: a member is online while any of its connections is, idle when all of them are. */
export class Members {
  readonly events = new Emitter<MemberEvents>();
  readonly #database: Database;
  readonly #rolesOf: (memberId: MemberId) => RoleId[];
  readonly #online = new Map<MemberId, Online>();
  /** Names of guests who are just being stored, so that two who come at once do not get the same. */
  readonly #claimed = new Set<string>();

  constructor(database: Database, rolesOf: (memberId: MemberId) => RoleId[]) {
    this.#database = database;
    this.#rolesOf = rolesOf;
  }

  /**
   * Takes a name for as long as `work` needs to make a member of it.
   * @param self whose own name it may be already
   * @throws AppError `name_taken` when someone who is here has it, or an account
   */
  async withName<T>(name: string, work: () => Promise<T>, self?: MemberId): Promise<T> {
    this.requireFree(name, self);
    const key = loginOf(name);
    this.#claimed.add(key);
    try {
      await this.requireUnreserved(name, self);
      return await work();
    } finally {
      this.#claimed.delete(key);
    }
  }

  /** @throws AppError `name_taken` when someone who is here has it */
  requireFree(name: string, self?: MemberId): void {
    const key = loginOf(name);
    const others = [...this.#online.values()].filter(({ member }) => member.id !== self);
    if (this.#claimed.has(key) || others.some(({ member }) => loginOf(member.name) === key)) {
      throw new AppError('name_taken', 'someone here has this name');
    }
  }

  /** @throws AppError `name_taken` when it is an account's, be that here or not */
  async requireUnreserved(name: string, self?: MemberId): Promise<void> {
    const account = await findLogin(this.#database, loginOf(name));
    if (account !== undefined && account.memberId !== self) {
      throw new AppError('name_taken', 'an account has this name');
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
      this.events.emit('changed', { member: this.#shown(member, 'online') });
    } else {
      this.#tellIfChanged(online, before);
    }
    return {
      get member() {
        return online.member;
      },
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
        this.events.emit('changed', { member: this.#shown(online.member, 'offline') });
      },
    };
  }

  /** Somebody is called otherwise from now on, or has another colour; told to everybody. */
  changed(stored: StoredMember): Member {
    const online = this.#online.get(stored.id);
    if (online !== undefined) {
      online.member = stored;
    }
    const member = this.#shown(stored, online === undefined ? 'offline' : presenceOf(online));
    this.events.emit('changed', { member });
    return member;
  }

  /** These have other roles than before; told to everybody. */
  async rolesGiven(ids: readonly MemberId[]): Promise<void> {
    for (const id of ids) {
      const stored = this.#online.get(id)?.member ?? (await findMember(this.#database, id));
      if (stored !== undefined) {
        this.changed(stored);
      }
    }
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
    const members = [...this.#online.values()].map((online) => this.#shown(online.member, presenceOf(online)));
    const names = new Set(members.map(({ name }) => loginOf(name)));
    for (const member of recent) {
      if (!this.#online.has(member.id) && !names.has(loginOf(member.name))) {
        names.add(loginOf(member.name));
        members.push(this.#shown(member, 'offline'));
      }
    }
    return members;
  }

  #shown(member: StoredMember, presence: Presence): Member {
    return { ...member, presence, roles: this.#rolesOf(member.id) };
  }

  #tellIfChanged(online: Online, before: Presence): void {
    const presence = presenceOf(online);
    if (presence !== before) {
      this.events.emit('changed', { member: this.#shown(online.member, presence) });
    }
  }
}
