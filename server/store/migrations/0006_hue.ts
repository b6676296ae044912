import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The colour that a member chose. */
export const hue: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table members add column hue integer check (hue between 0 and 359)`.execute(db);
  },
};
