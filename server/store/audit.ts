import type { AuditAction, AuditEntry } from '../../common/audit.ts';
import type { MemberId } from '../../common/ids.ts';
import type { Database } from './Database.ts';

export interface NewAuditEntry extends Omit<AuditEntry, 'id'> {
  readonly byId: MemberId;
}

export const saveAudit = async (database: Database, { byId, atMs, by, ...entry }: NewAuditEntry): Promise<void> => {
  await database.query
    .insertInto('audit')
    .values({ ...entry, by_id: byId, by_name: by, at_ms: atMs })
    .execute();
};

/** The newest first, older than the entry `before` if it is given. */
export const loadAudit = async (
  database: Database,
  before: number | undefined,
  limit: number,
): Promise<{ entries: AuditEntry[]; more: boolean }> => {
  let query = database.query
    .selectFrom('audit')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (before !== undefined) {
    query = query.where('id', '<', before);
  }
  const rows = await query.execute();
  const entries = rows.slice(0, limit).map((row) => ({
    id: row.id,
    atMs: row.at_ms,
    by: row.by_name,
    // Only those of the contract are written.
    action: row.action as AuditAction,
    target: row.target,
    channel: row.channel,
    role: row.role,
    reason: row.reason,
  }));
  return { entries, more: rows.length > limit };
};
