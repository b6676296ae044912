import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const CHANGES = [
  // A message that goes takes its rows along; the files themselves are swept by what rows there are.
  `create table attachments (
    id text not null primary key,
    member_id text not null,
    nonce text not null,
    message_id integer references messages (id) on delete cascade,
    position integer not null default 0,
    name text not null,
    kind text not null,
    type text not null,
    bytes integer not null,
    width integer,
    height integer,
    alt text not null default '',
    created_ms integer not null,
    unique (member_id, nonce)
  ) strict`,
  `create index attachments_message on attachments (message_id)`,
];

/** Files that stand with messages. */
export const attachments: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const change of CHANGES) {
      await sql.raw(change).execute(db);
    }
  },
};
