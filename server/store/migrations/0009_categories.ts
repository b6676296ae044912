import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const CHANGES = [
  `create table categories (
    id text not null primary key,
    name text not null,
    position integer not null
  ) strict`,
  `alter table channels add column category_id text references categories (id) on delete set null`,
  `alter table channels add column description text not null default ''`,
  `alter table channels add column slow_seconds integer not null default 0 check (slow_seconds >= 0)`,
];

/** Categories of channels, what channels are for, and slow mode. */
export const categories: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const change of CHANGES) {
      await sql.raw(change).execute(db);
    }
  },
};
