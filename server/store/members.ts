import { sql } from 'kysely';
import type { MemberId } from '../../common/ids.ts';
import { requireInvite } from './invites.ts';
import type { Database } from './Database.ts';

export interface StoredMember {
  readonly id: MemberId;
  readonly name: string;
  readonly kind: 'guest' | 'account';
  /** Who set the server up. */
  readonly owner: boolean;
  /** Of the avatar, in degrees; null where none was chosen. */
  readonly hue: number | null;
}

interface MemberRow {
  id: string;
  name: string;
  kind: 'guest' | 'account';
  owner: number;
  hue: number | null;
}

const COLUMNS = ['members.id', 'members.name', 'members.kind', 'members.owner', 'members.hue'] as const;

const fromRow = ({ id, name, kind, owner, hue }: MemberRow): StoredMember =>
  // Ids get their brand when they are made; the store gives back what it was given.
  ({ id: id as MemberId, name, kind, owner: owner === 1, hue });

/** Whether a new member owns the server; `first`: if it is the first there ever was. */
export type Ownership = boolean | 'first';

/** There is one owner at most: whoever was it is it no longer. */
export const makeOwner = async (database: Database, id: MemberId): Promise<void> => {
  await database.atomically(async (query) => {
    await query.updateTable('members').set({ owner: 0 }).where('owner', '=', 1).where('id', '!=', id).execute();
    await query.updateTable('members').set({ owner: 1 }).where('id', '=', id).execute();
  });
};

/** What else a new member begins with. */
export interface Beginning {
  readonly device?: string | undefined;
  /** Of an account. */
  readonly credentials?: Credentials | undefined;
  /** Used up by it, once. */
  readonly invite?: string | undefined;
}

/** How an account is known: by a name that is nobody else's, and by its password's hash. */
export interface Credentials {
  readonly login: string;
  readonly hash: string;
}

/**
 * A new member and its first session, both or neither. The server's first member is its owner: the statement that adds
 * it decides that, so that of two who come at once one is.
 */
export const addMember = async (
  database: Database,
  { id, name, kind }: Pick<StoredMember, 'id' | 'name' | 'kind'>,
  ownership: Ownership,
  tokenHash: string,
  nowMs: number,
  { device, credentials, invite }: Beginning = {},
): Promise<StoredMember> =>
  database.atomically(async (query) => {
    if (invite !== undefined) {
      await requireInvite(query, invite, nowMs);
    }
    if (ownership === true) {
      await query.updateTable('members').set({ owner: 0 }).where('owner', '=', 1).execute();
    }
    const row = await query
      .insertInto('members')
      .values({
        id,
        name,
        kind,
        created_ms: nowMs,
        seen_ms: nowMs,
        owner: ownership === 'first' ? sql<number>`(select count(*) = 0 from members)` : ownership ? 1 : 0,
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
    await query
      .insertInto('sessions')
      .values({ token_hash: tokenHash, member_id: id, created_ms: nowMs, used_ms: nowMs, device: device ?? null })
      .execute();
    if (credentials !== undefined) {
      await query
        .insertInto('credentials')
        .values({ member_id: id, ...credentials })
        .execute();
    }
    return fromRow(row);
  });

/** A use is noted only so long after the last: whoever reconnects all the time costs the disk nothing. */
const NOTE_EVERY_MS = 60_000;

/** The member of this session, which is noted as used; undefined when unknown or not used since `oldestMs`. */
export const resumeSession = async (
  database: Database,
  tokenHash: string,
  oldestMs: number,
  nowMs: number,
): Promise<StoredMember | undefined> => {
  const row = await database.query
    .selectFrom('sessions')
    .innerJoin('members', 'members.id', 'sessions.member_id')
    .select([...COLUMNS, 'sessions.used_ms'])
    .where('sessions.token_hash', '=', tokenHash)
    .where('sessions.used_ms', '>=', oldestMs)
    .executeTakeFirst();
  if (row === undefined) {
    return undefined;
  }
  if (nowMs - row.used_ms < NOTE_EVERY_MS) {
    return fromRow(row);
  }
  await database.atomically(async (query) => {
    await query.updateTable('sessions').set({ used_ms: nowMs }).where('token_hash', '=', tokenHash).execute();
    await query.updateTable('members').set({ seen_ms: nowMs }).where('id', '=', row.id).execute();
  });
  return fromRow(row);
};

/** All of a member's; answers how many there were. */
export const removeSessions = async (database: Database, id: MemberId): Promise<number> =>
  database.atomically(async (query) => {
    const { numDeletedRows } = await query.deleteFrom('sessions').where('member_id', '=', id).executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  });

/** Members seen since `oldestMs`, the latest first, at most `limit`. */
export const recentMembers = async (database: Database, oldestMs: number, limit: number): Promise<StoredMember[]> => {
  const rows = await database.query
    .selectFrom('members')
    .select(COLUMNS)
    .where('seen_ms', '>=', oldestMs)
    .orderBy('seen_ms', 'desc')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
};

export type Profile = Pick<StoredMember, 'name' | 'hue'>;

/**
 * What is not named stays. An account is known by its name: both change, or neither.
 * @returns the member as it is now; undefined when there is none
 */
export const changeProfile = async (
  database: Database,
  id: MemberId,
  change: Partial<Profile>,
): Promise<StoredMember | undefined> =>
  database.atomically(async (query) => {
    if (change.name !== undefined) {
      const login = loginOf(change.name);
      await query.updateTable('credentials').set({ login }).where('member_id', '=', id).execute();
    }
    const row = await query
      .updateTable('members')
      .set(change)
      .where('id', '=', id)
      .returning(COLUMNS)
      .executeTakeFirst();
    return row === undefined ? undefined : fromRow(row);
  });

/** A name as names are compared. */
export const loginOf = (name: string): string => name.normalize('NFKC').toLocaleLowerCase('en');

export const findMember = async ({ query }: Database, id: MemberId): Promise<StoredMember | undefined> => {
  const row = await query.selectFrom('members').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : fromRow(row);
};

export const hasOwner = async ({ query }: Database): Promise<boolean> =>
  (await query.selectFrom('members').select('id').where('owner', '=', 1).executeTakeFirst()) !== undefined;

/** Those of these ids that are members'. */
export const existingMembers = async (database: Database, ids: readonly string[]): Promise<MemberId[]> => {
  const rows = await database.query.selectFrom('members').select('id').where('id', 'in', ids).execute();
  return rows.map(({ id }) => id as MemberId);
};
