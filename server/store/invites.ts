import type { Kysely } from 'kysely';
import type { InviteRecord } from '../../common/accounts.ts';
import { AppError } from '../../common/errors.ts';
import type { MemberId, RoleId } from '../../common/ids.ts';
import type { Database } from './Database.ts';
import type { InvitesTable, Tables } from './tables.ts';

const COLUMNS = [
  'token',
  'role_id',
  'made_by',
  'made_by_name',
  'created_ms',
  'expires_ms',
  'max_uses',
  'uses',
] as const satisfies readonly (keyof InvitesTable)[];

interface InviteRow {
  token: string;
  role_id: string | null;
  made_by: string | null;
  made_by_name: string | null;
  created_ms: number;
  expires_ms: number | null;
  max_uses: number | null;
  uses: number;
}

const fromRow = (row: InviteRow): InviteRecord => ({
  token: row.token,
  // Ids get their brand when they are made; the store gives back what it was given.
  roleId: row.role_id as RoleId | null,
  by: row.made_by === null ? null : { memberId: row.made_by as MemberId, name: row.made_by_name ?? '' },
  createdMs: row.created_ms,
  expiresMs: row.expires_ms,
  maxUses: row.max_uses,
  uses: row.uses,
});

/** The newest first. */
export const loadInvites = async ({ query }: Database): Promise<InviteRecord[]> => {
  const rows = await query
    .selectFrom('invites')
    .select(COLUMNS)
    .orderBy('created_ms', 'desc')
    .orderBy('token')
    .execute();
  return rows.map(fromRow);
};

export const addInvite = async (
  { query }: Database,
  { token, roleId, by, createdMs, expiresMs, maxUses, uses }: InviteRecord,
): Promise<void> => {
  await query
    .insertInto('invites')
    .values({
      token,
      role_id: roleId,
      made_by: by?.memberId ?? null,
      made_by_name: by?.name ?? null,
      created_ms: createdMs,
      expires_ms: expiresMs,
      max_uses: maxUses,
      uses,
    })
    .execute();
};

/** @returns whether it was there */
export const removeInvite = async ({ query }: Database, token: string): Promise<boolean> => {
  const { numDeletedRows } = await query.deleteFrom('invites').where('token', '=', token).executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
};

/** One that still lets somebody in; undefined for all others. */
export const findInvite = async (
  { query }: Database,
  token: string,
  nowMs: number,
): Promise<InviteRecord | undefined> => {
  const row = await query
    .selectFrom('invites')
    .select(COLUMNS)
    .where('token', '=', token)
    .where((is) => is.or([is('expires_ms', 'is', null), is('expires_ms', '>', nowMs)]))
    .where((is) => is.or([is('max_uses', 'is', null), is('uses', '<', is.ref('max_uses'))]))
    .executeTakeFirst();
  return row === undefined ? undefined : fromRow(row);
};

/**
 * Counts a use, in the transaction of whoever comes by it: of two who race for the last one comes in.
 * @returns the role that it grants
 * @throws AppError `invite_invalid`
 */
export const requireInvite = async (query: Kysely<Tables>, token: string, nowMs: number): Promise<string | null> => {
  const row = await query
    .updateTable('invites')
    .set((is) => ({ uses: is('uses', '+', 1) }))
    .where('token', '=', token)
    .where((is) => is.or([is('expires_ms', 'is', null), is('expires_ms', '>', nowMs)]))
    .where((is) => is.or([is('max_uses', 'is', null), is('uses', '<', is.ref('max_uses'))]))
    .returning('role_id')
    .executeTakeFirst();
  if (row === undefined) {
    throw new AppError('invite_invalid', 'no such invite, or it is used up or over');
  }
  return row.role_id;
};
