import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const CHANGES = [
  `alter table messages add column edited_ms integer`,
  // Without a reference: an answer outlives what it answers.
  `alter table messages add column reply_to integer`,
  `create table reactions (
    message_id integer not null references messages (id) on delete cascade,
    emoji text not null,
    member_id text not null,
    given integer not null,
    primary key (message_id, emoji, member_id)
  ) strict, without rowid`,
  `create table mentions (
    member_id text not null,
    channel_id text not null,
    message_id integer not null references messages (id) on delete cascade,
    primary key (member_id, channel_id, message_id)
  ) strict, without rowid`,
  `create index mentions_message on mentions (message_id)`,
  `create table read_marks (
    member_id text not null references members (id) on delete cascade,
    channel_id text not null references channels (id) on delete cascade,
    message_id integer not null,
    primary key (member_id, channel_id)
  ) strict, without rowid`,
  // The words alone; the bodies stay where they are (https://sqlite.org/fts5.html#external_content_tables).
  `create virtual table messages_words using fts5(
    body, content = 'messages', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
  )`,
  `insert into messages_words (messages_words) values ('rebuild')`,
  `create trigger messages_added after insert on messages begin
    insert into messages_words (rowid, body) values (new.id, new.body);
  end`,
  `create trigger messages_removed after delete on messages begin
    insert into messages_words (messages_words, rowid, body) values ('delete', old.id, old.body);
  end`,
  `create trigger messages_edited after update of body on messages begin
    insert into messages_words (messages_words, rowid, body) values ('delete', old.id, old.body);
    insert into messages_words (rowid, body) values (new.id, new.body);
  end`,
];

/** Edits, answers, reactions, mentions, what is read, and the words that are searched. */
export const messages: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const change of CHANGES) {
      await sql.raw(change).execute(db);
    }
  },
};
