import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who is heard above the others. */
export const priority: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table members add column priority integer not null default 0 check (priority in (0, 1))`.execute(
      db,
    );
  },
};
