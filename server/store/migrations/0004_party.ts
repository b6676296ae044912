import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the owner chose of the party itself: its name, the code at the door, whether newcomers are asked about. */
export const party: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql
      .raw(
        `create table party (
          id integer primary key check (id = 1),
          name text,
          code text,
          ask integer not null check (ask in (0, 1))
        ) strict`,
      )
      .execute(db);
  },
};
