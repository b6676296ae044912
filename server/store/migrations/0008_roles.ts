import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { FIRST_PERMISSIONS } from '../../../common/permissions.ts';

const CHANGES = [
  `create table roles (
    id text primary key,
    name text not null,
    hue integer check (hue between 0 and 359),
    position integer not null check (position >= 0),
    permissions integer not null check (permissions >= 0)
  ) strict, without rowid`,
  `create table member_roles (
    member_id text not null references members (id) on delete cascade,
    role_id text not null references roles (id) on delete cascade,
    primary key (member_id, role_id)
  ) strict, without rowid`,
  `create index member_roles_role on member_roles (role_id)`,
  `create table overrides (
    channel_id text not null references channels (id) on delete cascade,
    role_id text references roles (id) on delete cascade,
    member_id text references members (id) on delete cascade,
    allow integer not null check (allow >= 0),
    deny integer not null check (deny >= 0),
    check ((role_id is null) != (member_id is null)),
    check (allow & deny = 0)
  ) strict`,
  `create unique index overrides_role on overrides (channel_id, role_id) where role_id is not null`,
  `create unique index overrides_member on overrides (channel_id, member_id) where member_id is not null`,
  // Without references from here on: what was decided is remembered longer than members and channels last.
  `create table bans (
    id integer primary key autoincrement,
    member_id text not null,
    member_name text not null,
    address text,
    reason text not null,
    by_name text not null,
    at_ms integer not null,
    until_ms integer
  ) strict`,
  `create index bans_member on bans (member_id)`,
  `create index bans_address on bans (address) where address is not null`,
  `create table audit (
    id integer primary key autoincrement,
    at_ms integer not null,
    by_id text not null,
    by_name text not null,
    action text not null,
    target text,
    channel text,
    role text,
    reason text
  ) strict`,
];

/** Roles, who has them, what channels decide otherwise, bans, and what moderators did. */
export const roles: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const change of CHANGES) {
      await sql.raw(change).execute(db);
    }
    await sql`insert into roles (id, name, position, permissions) values ('everyone', 'everyone', 0, ${FIRST_PERMISSIONS})`.execute(
      db,
    );
  },
};
