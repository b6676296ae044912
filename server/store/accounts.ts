import type { MemberId } from '../../common/ids.ts';
import type { Database } from './Database.ts';
import { requireInvite } from './invites.ts';
import { findMember, type Credentials, type StoredMember } from './members.ts';

/** Whose this name is, as an account; undefined: nobody's. */
export const findLogin = async (
  { query }: Database,
  login: string,
): Promise<{ readonly memberId: MemberId; readonly hash: string } | undefined> => {
  const row = await query
    .selectFrom('credentials')
    .select(['member_id', 'hash'])
    .where('login', '=', login)
    .executeTakeFirst();
  // Ids get their brand when they are made; the store gives back what it was given.
  return row === undefined ? undefined : { memberId: row.member_id as MemberId, hash: row.hash };
};

export const loadHash = async ({ query }: Database, id: MemberId): Promise<string | undefined> => {
  const row = await query.selectFrom('credentials').select('hash').where('member_id', '=', id).executeTakeFirst();
  return row?.hash;
};

/** A guest is an account from now on, with everything they had. @throws AppError `invite_invalid` */
export const addCredentials = async (
  database: Database,
  id: MemberId,
  credentials: Credentials,
  invite: string | undefined,
  nowMs: number,
): Promise<StoredMember | undefined> => {
  await database.atomically(async (query) => {
    if (invite !== undefined) {
      await requireInvite(query, invite, nowMs);
    }
    await query
      .insertInto('credentials')
      .values({ member_id: id, ...credentials })
      .execute();
    await query.updateTable('members').set({ kind: 'account' }).where('id', '=', id).execute();
  });
  return findMember(database, id);
};

/**
 * The new password, and an end to all sessions but this one, both or neither.
 * @returns token hashes of the sessions that ended
 */
export const replaceHash = async (
  database: Database,
  id: MemberId,
  hash: string,
  exceptTokenHash: string | undefined,
): Promise<string[]> =>
  database.atomically(async (query) => {
    await query.updateTable('credentials').set({ hash }).where('member_id', '=', id).execute();
    const rows = await query
      .deleteFrom('sessions')
      .where('member_id', '=', id)
      .$if(exceptTokenHash !== undefined, (sessions) => sessions.where('token_hash', '!=', exceptTokenHash ?? ''))
      .returning('token_hash')
      .execute();
    return rows.map(({ token_hash: tokenHash }) => tokenHash);
  });

export interface StoredAccount {
  readonly id: MemberId;
  readonly name: string;
  readonly kind: 'guest' | 'account';
  readonly owner: boolean;
  readonly createdMs: number;
  readonly seenMs: number;
}

/** Accounts and the owner, by name; with `guests` every member there is. */
export const listAccounts = async ({ query }: Database, guests: boolean): Promise<StoredAccount[]> => {
  const rows = await query
    .selectFrom('members')
    .select(['id', 'name', 'kind', 'owner', 'created_ms', 'seen_ms'])
    .$if(!guests, (members) => members.where((is) => is.or([is('kind', '=', 'account'), is('owner', '=', 1)])))
    .orderBy('name')
    .orderBy('created_ms')
    .execute();
  return rows.map((row) => ({
    id: row.id as MemberId, // as above
    name: row.name,
    kind: row.kind,
    owner: row.owner === 1,
    createdMs: row.created_ms,
    seenMs: row.seen_ms,
  }));
};
