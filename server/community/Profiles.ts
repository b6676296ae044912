import type { Member } from '../../common/community.ts';
import { AppError } from '../../common/errors.ts';
import type { MemberId } from '../../common/ids.ts';
import { Pace } from '../../common/pace.ts';
import type { Database } from '../store/Database.ts';
import { changeProfile, type Profile, type StoredMember } from '../store/members.ts';
import type { Members } from './Members.ts';

/** A mistake can be mended at once; a name that flickers is everybody's nuisance. */
const BURST = 5;
const INTERVAL_MS = 20_000;
/** Members whose last changes are remembered; beyond it the oldest is forgotten. */
const REMEMBERED = 1_000;

/** How members are called and coloured, as they choose themselves. */
export class Profiles {
  readonly #database: Database;
  readonly #members: Members;
  /** By member, not by connection: another one does not begin anew. */
  readonly #paces = new Map<MemberId, Pace>();

  constructor(database: Database, members: Members) {
    this.#database = database;
    this.#members = members;
  }

  /**
   * Stored first, then told to everybody.
   * @throws AppError `name_taken` when someone else who is here has it, `rate_limited`
   */
  async change(member: StoredMember, change: Partial<Profile>): Promise<Member> {
    if (change.name !== undefined) {
      this.#members.requireFree(change.name, member.id);
    }
    this.#requirePace(member.id);
    const store = async (): Promise<Member> => this.#store(member, change);
    return change.name === undefined ? store() : this.#members.withName(change.name, store, member.id);
  }

  async #store(member: StoredMember, change: Partial<Profile>): Promise<Member> {
    const stored = await changeProfile(this.#database, member.id, change);
    if (stored === undefined) {
      throw new AppError('not_found', 'no such member');
    }
    return this.#members.changed(stored);
  }

  #requirePace(id: MemberId): void {
    const nowMs = performance.now();
    const pace = this.#paces.get(id) ?? new Pace(BURST, INTERVAL_MS);
    const retryAfterMs = pace.waitMs(nowMs);
    if (retryAfterMs > 0) {
      throw new AppError('rate_limited', 'too many changes of a profile', { retryAfterMs });
    }
    pace.take(nowMs);
    this.#paces.delete(id);
    const [oldest] = this.#paces.keys();
    if (this.#paces.size >= REMEMBERED && oldest !== undefined) {
      this.#paces.delete(oldest);
    }
    this.#paces.set(id, pace);
  }
}
