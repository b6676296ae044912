import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { MemberId } from '../../common/ids.ts';
import type { Database } from '../store/Database.ts';
import type { StoredMember } from '../store/members.ts';
import { loadPrioritySpeakers, savePriority } from '../store/prioritySpeakers.ts';
import type { Authority } from './Authority.ts';

export interface PriorityEvents {
  /** Stored, and to be applied to the member's call at once. */
  changed: { memberId: MemberId; priority: boolean };
}

/** Who is heard above the others: granted by a moderator, for all calls until it is taken back. */
export class PrioritySpeakers {
  readonly events = new Emitter<PriorityEvents>();
  readonly #authority: Authority;
  readonly #database: Database;
  readonly #members: Set<MemberId>;
  /** Changes take turns, so that memory and events follow the order of the store. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(database: Database, authority: Authority, members: readonly MemberId[]) {
    this.#authority = authority;
    this.#database = database;
    this.#members = new Set(members);
  }

  static async open(database: Database, authority: Authority): Promise<PrioritySpeakers> {
    return new PrioritySpeakers(database, authority, await loadPrioritySpeakers(database));
  }

  has(memberId: MemberId): boolean {
    return this.#members.has(memberId);
  }

  /** Stored first, then in force, then told. @throws AppError `forbidden`, `not_found` for nobody's id */
  async set(by: StoredMember, memberId: MemberId, priority: boolean): Promise<void> {
    this.#authority.require(by, 'muteMembers');
    this.#authority.requireAbove(by, memberId);
    const turn = this.#turn.then(async () => this.#set(memberId, priority));
    this.#turn = turn.catch(() => undefined);
    await turn;
  }

  async #set(memberId: MemberId, priority: boolean): Promise<void> {
    if (!(await savePriority(this.#database, memberId, priority))) {
      throw new AppError('not_found', 'no such member');
    }
    if (this.#members.has(memberId) === priority) {
      return;
    }
    if (priority) {
      this.#members.add(memberId);
    } else {
      this.#members.delete(memberId);
    }
    this.events.emit('changed', { memberId, priority });
  }
}
