import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const TABLES = [
  `create table members (
    id text primary key,
    name text not null,
    kind text not null check (kind in ('guest', 'account')),
    created_ms integer not null,
    seen_ms integer not null
  ) strict`,
  `create index members_seen on members (seen_ms)`,
  `create table sessions (
    token_hash text primary key,
    member_id text not null references members (id) on delete cascade,
    created_ms integer not null,
    used_ms integer not null
  ) strict, without rowid`,
  `create index sessions_member on sessions (member_id)`,
  `create table channels (
    id text primary key,
    kind text not null check (kind in ('text', 'voice')),
    name text not null,
    position integer not null,
    member_limit integer not null default 0 check (member_limit >= 0),
    opus_bitrate_bps integer not null default 64000 check (opus_bitrate_bps between 6000 and 510000),
    opus_dtx integer not null default 1 check (opus_dtx in (0, 1)),
    opus_fec integer not null default 1 check (opus_fec in (0, 1)),
    opus_stereo integer not null default 0 check (opus_stereo in (0, 1))
  ) strict`,
  `create table messages (
    id integer primary key autoincrement,
    channel_id text not null references channels (id) on delete cascade,
    author_id text not null,
    author_name text not null,
    body text not null,
    nonce text not null,
    sent_ms integer not null,
    unique (author_id, nonce)
  ) strict`,
  `create index messages_channel on messages (channel_id, id)`,
  `create table voice_states (
    member_id text primary key references members (id) on delete cascade,
    channel_id text references channels (id) on delete set null,
    muted integer not null check (muted in (0, 1)),
    deafened integer not null check (deafened in (0, 1)),
    since_ms integer not null
  ) strict, without rowid`,
];

/** What a new server starts with; names can be changed later. */
const CHANNELS = [
  ['general', 'text', 'general'],
  ['lounge', 'voice', 'Lounge'],
  ['games', 'voice', 'Games'],
] as const;

/** Members, sessions, channels, messages and voice states. */
export const start: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const table of TABLES) {
      await sql.raw(table).execute(db);
    }
    for (const [position, [id, kind, name]] of CHANNELS.entries()) {
      await sql`insert into channels (id, kind, name, position) values (${id}, ${kind}, ${name}, ${position})`.execute(
        db,
      );
    }
  },
};
