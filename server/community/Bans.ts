import { AppError } from '../../common/errors.ts';
import type { BanId, MemberId } from '../../common/ids.ts';
import type { Ban } from '../../common/roles.ts';
import { isBanned, loadBans, removeBan, saveBan } from '../store/bans.ts';
import type { Database } from '../store/Database.ts';
import { findMember, type StoredMember } from '../store/members.ts';
import type { Authority } from './Authority.ts';

const LIST_MAX = 500;

/** How somebody is to be kept out. */
export interface BanWish {
  readonly memberId: MemberId;
  readonly reason: string;
  /** Null: for good. */
  readonly untilMs: number | null;
  /** Of the household or machine that is kept out with them. */
  readonly address: string | undefined;
}

/** Who may not come in any more. */
export class Bans {
  readonly #database: Database;
  readonly #authority: Authority;

  constructor(database: Database, authority: Authority) {
    this.#database = database;
    this.#authority = authority;
  }

  /** @throws AppError `banned` */
  async requireWelcome(who: { readonly memberId?: MemberId; readonly address?: string }): Promise<void> {
    if (await isBanned(this.#database, who, Date.now())) {
      throw new AppError('banned', 'kept out by a moderator');
    }
  }

  /** Stored; whoever is here is taken out by the caller. @throws AppError `forbidden`, `not_found`, `invalid` */
  async add(by: StoredMember, { memberId, reason, untilMs, address }: BanWish): Promise<Ban> {
    this.requireMay(by, memberId);
    const member = await findMember(this.#database, memberId);
    if (member === undefined) {
      throw new AppError('not_found', 'no such member');
    }
    const atMs = Date.now();
    if (untilMs !== null && untilMs <= atMs) {
      throw new AppError('invalid', 'a ban ends later than now');
    }
    return saveBan(this.#database, {
      memberId,
      name: member.name,
      reason,
      by: by.name,
      atMs,
      untilMs,
      address: address ?? null,
    });
  }

  /** @throws AppError `forbidden` */
  requireMay(by: StoredMember, memberId: MemberId): void {
    this.#authority.require(by, 'banMembers');
    if (memberId === by.id) {
      throw new AppError('forbidden', 'nobody keeps themselves out');
    }
    this.#authority.requireAbove(by, memberId);
  }

  /** @throws AppError `forbidden`, `not_found` */
  async remove(by: StoredMember, id: BanId): Promise<Ban> {
    this.#authority.require(by, 'banMembers');
    const ban = await removeBan(this.#database, id);
    if (ban === undefined) {
      throw new AppError('not_found', 'no such ban');
    }
    return ban;
  }

  /** The newest first. @throws AppError `forbidden` */
  async list(by: StoredMember): Promise<Ban[]> {
    this.#authority.require(by, 'banMembers');
    return loadBans(this.#database, Date.now(), LIST_MAX);
  }
}
