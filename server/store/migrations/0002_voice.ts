import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const CHANGES = [
  `alter table members add column owner integer not null default 0 check (owner in (0, 1))`,
  `update members set owner = 1 where id = (select id from members order by created_ms, rowid limit 1)`,
  // Whatever the program does, there is one owner at most.
  `create unique index members_owner on members (owner) where owner = 1`,
  `alter table voice_states add column server_muted integer not null default 0 check (server_muted in (0, 1))`,
  `alter table channels add column peer_bitrate_bps integer not null default 0 check (peer_bitrate_bps >= 0)`,
  // Without references: who was where is remembered longer than members and channels last.
  `create table voice_visits (
    id integer primary key autoincrement,
    member_id text not null,
    member_name text not null,
    channel_id text not null,
    from_ms integer not null,
    seen_ms integer not null,
    to_ms integer,
    reason text check (reason in ('left', 'disconnected', 'moved', 'removed', 'media_failed', 'server_stopping')),
    worst_loss_percent real check (worst_loss_percent between 0 and 100),
    check ((to_ms is null) = (reason is null))
  ) strict`,
  `create index voice_visits_end on voice_visits (to_ms)`,
];

/** The owner, mutes by a moderator, bitrate limits, and who was in which voice channel. */
export const voice: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const change of CHANGES) {
      await sql.raw(change).execute(db);
    }
  },
};
