import { sql } from 'kysely';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import type { ReadMark } from '../../common/messages.ts';
import type { Database } from './Database.ts';
import { idOfRow } from './messageRows.ts';

/** Beyond it nobody counts. */
const UNREAD_MAX = 1_000;

/**
 * Marks a channel read up to a message; a mark never goes back.
 * @returns whether it moved
 */
export const saveReadMark = async (
  database: Database,
  memberId: MemberId,
  channelId: ChannelId,
  row: number,
): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await database.query
    .insertInto('read_marks')
    .values({ member_id: memberId, channel_id: channelId, message_id: row })
    .onConflict((conflict) =>
      conflict
        .columns(['member_id', 'channel_id'])
        .doUpdateSet({ message_id: row })
        .where('read_marks.message_id', '<', row),
    )
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};

/** What a member has read of these channels, and what waits there; nothing of those they never read. */
export const loadReadMarks = async (
  { query }: Database,
  memberId: MemberId,
  channelIds: readonly ChannelId[],
): Promise<ReadMark[]> => {
  if (channelIds.length === 0) {
    return [];
  }
  const { rows } = await sql<{ channel: ChannelId; read: number; unread: number; mentions: number }>`
    select channel_id as channel, message_id as read,
      (select count(*) from (
        select 1 from messages
        where channel_id = read_marks.channel_id and id > read_marks.message_id and author_id <> ${memberId}
        limit ${UNREAD_MAX}
      )) as unread,
      (select count(*) from mentions
        where member_id = ${memberId} and channel_id = read_marks.channel_id and message_id > read_marks.message_id
      ) as mentions
    from read_marks where member_id = ${memberId} and channel_id in (${sql.join(channelIds)})
  `.execute(query);
  return rows.map(({ channel, read, unread, mentions }) => ({
    channelId: channel,
    lastRead: read === 0 ? null : idOfRow(read),
    unread,
    mentions,
  }));
};

/** A channel that a newcomer finds is read up to its newest message, so that what comes from now on counts. */
export const beginReading = async (
  database: Database,
  memberId: MemberId,
  channelIds: readonly ChannelId[],
): Promise<void> => {
  if (channelIds.length === 0) {
    return;
  }
  await sql`
    insert into read_marks (member_id, channel_id, message_id)
    select ${memberId}, channels.id, coalesce((select max(id) from messages where channel_id = channels.id), 0)
    from channels where channels.id in (${sql.join(channelIds)})
    on conflict do nothing
  `.execute(database.query);
};
