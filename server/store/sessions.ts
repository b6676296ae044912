import type { MemberId } from '../../common/ids.ts';
import type { Database } from './Database.ts';

export interface StoredSession {
  readonly tokenHash: string;
  readonly device: string | null;
  readonly createdMs: number;
  readonly usedMs: number;
}

export const addSession = async (
  { query }: Database,
  id: MemberId,
  { tokenHash, device, createdMs, usedMs }: StoredSession,
): Promise<void> => {
  await query
    .insertInto('sessions')
    .values({ token_hash: tokenHash, member_id: id, created_ms: createdMs, used_ms: usedMs, device })
    .execute();
};

/** A member's, used since `oldestMs`, the latest first. */
export const loadSessions = async ({ query }: Database, id: MemberId, oldestMs: number): Promise<StoredSession[]> => {
  const rows = await query
    .selectFrom('sessions')
    .select(['token_hash', 'device', 'created_ms', 'used_ms'])
    .where('member_id', '=', id)
    .where('used_ms', '>=', oldestMs)
    .orderBy('used_ms', 'desc')
    .execute();
  return rows.map((row) => ({
    tokenHash: row.token_hash,
    device: row.device,
    createdMs: row.created_ms,
    usedMs: row.used_ms,
  }));
};

/** @returns whether it was there */
export const removeSession = async ({ query }: Database, id: MemberId, tokenHash: string): Promise<boolean> => {
  const { numDeletedRows } = await query
    .deleteFrom('sessions')
    .where('member_id', '=', id)
    .where('token_hash', '=', tokenHash)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
};

export const nameDevice = async ({ query }: Database, tokenHash: string, device: string): Promise<void> => {
  await query
    .updateTable('sessions')
    .set({ device })
    .where('token_hash', '=', tokenHash)
    .where('device', 'is not', device)
    .execute();
};

/** Of these token hashes those that are sessions no longer. */
export const goneSessions = async ({ query }: Database, hashes: readonly string[]): Promise<string[]> => {
  const rows = await query.selectFrom('sessions').select('token_hash').where('token_hash', 'in', hashes).execute();
  const there = new Set(rows.map(({ token_hash: hash }) => hash));
  return hashes.filter((hash) => !there.has(hash));
};
