import type { Selectable } from 'kysely';
import type { BanId, MemberId } from '../../common/ids.ts';
import type { Ban } from '../../common/roles.ts';
import type { Database } from './Database.ts';
import type { BansTable } from './tables.ts';

/** A ban to be stored. */
export interface NewBan extends Omit<Ban, 'id' | 'address'> {
  /** Of a household or machine; null where it may come in with others. */
  readonly address: string | null;
}

const fromRow = (row: Selectable<BansTable>): Ban => ({
  // The store gives back ids as they were made.
  id: row.id as BanId,
  memberId: row.member_id as MemberId,
  name: row.member_name,
  reason: row.reason,
  by: row.by_name,
  atMs: row.at_ms,
  untilMs: row.until_ms,
  address: row.address !== null,
});

export const saveBan = async (database: Database, { memberId, name, by, ...ban }: NewBan): Promise<Ban> => {
  const row = await database.query
    .insertInto('bans')
    .values({
      member_id: memberId,
      member_name: name,
      address: ban.address,
      reason: ban.reason,
      by_name: by,
      at_ms: ban.atMs,
      until_ms: ban.untilMs,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromRow(row);
};

/** @returns the ban that is over; undefined when there is none */
export const removeBan = async (database: Database, id: BanId): Promise<Ban | undefined> => {
  const row = await database.query.deleteFrom('bans').where('id', '=', id).returningAll().executeTakeFirst();
  return row === undefined ? undefined : fromRow(row);
};

/** Those that hold now, the newest first. */
export const loadBans = async (database: Database, nowMs: number, limit: number): Promise<Ban[]> => {
  const rows = await database.query
    .selectFrom('bans')
    .selectAll()
    .where((eb) => eb.or([eb('until_ms', 'is', null), eb('until_ms', '>', nowMs)]))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
};

/** Whether any ban that holds now is about this member, or this address. */
export const isBanned = async (
  database: Database,
  who: { readonly memberId?: MemberId; readonly address?: string },
  nowMs: number,
): Promise<boolean> => {
  const row = await database.query
    .selectFrom('bans')
    .select('id')
    .where((eb) => eb.or([eb('until_ms', 'is', null), eb('until_ms', '>', nowMs)]))
    .where((eb) =>
      eb.or([
        ...(who.memberId === undefined ? [] : [eb('member_id', '=', who.memberId)]),
        ...(who.address === undefined ? [] : [eb('address', '=', who.address)]),
      ]),
    )
    .executeTakeFirst();
  return row !== undefined;
};
