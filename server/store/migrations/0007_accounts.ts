import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  `create table credentials (
    member_id text primary key references members (id) on delete cascade,
    login text not null unique,
    hash text not null
  ) strict, without rowid`,
  `create table invites (
    token text primary key,
    role_id text,
    made_by text,
    made_by_name text,
    created_ms integer not null,
    expires_ms integer,
    max_uses integer check (max_uses > 0),
    uses integer not null default 0 check (uses >= 0)
  ) strict, without rowid`,
  `alter table sessions add column device text`,
];

/** Passwords of accounts, invites, and what the devices of sessions are called. */
export const accounts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) {
      await sql.raw(statement).execute(db);
    }
  },
};
