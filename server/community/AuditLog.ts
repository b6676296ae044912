import type { AuditAction, AuditEntry } from '../../common/audit.ts';
import type { MemberId } from '../../common/ids.ts';
import { loadAudit, saveAudit } from '../store/audit.ts';
import type { Database } from '../store/Database.ts';
import { findMember, type StoredMember } from '../store/members.ts';
import type { Authority } from './Authority.ts';

/** What was done, beside by whom and when. */
export interface Deed {
  readonly action: AuditAction;
  /** Whom it was about, or what it was called. */
  readonly member?: MemberId;
  readonly target?: string | undefined;
  readonly channel?: string | undefined;
  readonly role?: string | undefined;
  readonly reason?: string;
}

/** What moderators did, for those who may see it; names are kept as they were then. */
export class AuditLog {
  readonly #database: Database;
  readonly #authority: Authority;

  constructor(database: Database, authority: Authority) {
    this.#database = database;
    this.#authority = authority;
  }

  async note(by: StoredMember, { action, member, target, channel, role, reason }: Deed): Promise<void> {
    const named = member === undefined ? target : (await findMember(this.#database, member))?.name;
    await saveAudit(this.#database, {
      byId: by.id,
      by: by.name,
      atMs: Date.now(),
      action,
      target: named ?? null,
      channel: channel ?? null,
      role: role ?? null,
      reason: reason === undefined || reason === '' ? null : reason,
    });
  }

  /** @throws AppError `forbidden` */
  async load(
    reader: StoredMember,
    before: number | undefined,
    limit: number,
  ): Promise<{ entries: AuditEntry[]; more: boolean }> {
    this.#authority.require(reader, 'viewHistory');
    return loadAudit(this.#database, before, limit);
  }
}
