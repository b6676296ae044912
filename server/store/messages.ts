import type { Selectable } from 'kysely';
import type { Message } from '../../common/community.ts';
import type { ChannelId, MemberId, MessageId } from '../../common/ids.ts';
import type { Database } from './Database.ts';
import type { MessagesTable } from './tables.ts';

/** Digits of an id on the wire: padded, so that ids sort as text as they were sent. 2^53 has 16. */
const ID_DIGITS = 16;

const idOf = (row: number): MessageId =>
  // Digits are an id by construction.
  String(row).padStart(ID_DIGITS, '0') as MessageId;

/** The row of an id, or undefined if no message ever had it. */
export const rowOfMessage = (id: MessageId): number | undefined => {
  const row = new RegExp(`^\\d{${String(ID_DIGITS)}}$`).test(id) ? Number(id) : Number.NaN;
  return Number.isSafeInteger(row) ? row : undefined;
};

const fromRow = (row: Selectable<MessagesTable>): Message => ({
  id: idOf(row.id),
  // The store gives back ids as they were made.
  channelId: row.channel_id as ChannelId,
  author: { memberId: row.author_id as MemberId, name: row.author_name },
  body: row.body,
  sentMs: row.sent_ms,
  nonce: row.nonce,
});

export type NewMessage = Omit<Message, 'id'>;

/** Stores a message; the same nonce of the same author answers the one stored first, with `fresh: false`. */
export const addMessage = async (
  database: Database,
  message: NewMessage,
): Promise<{ message: Message; fresh: boolean }> => {
  const added = await database.query
    .insertInto('messages')
    .values({
      channel_id: message.channelId,
      author_id: message.author.memberId,
      author_name: message.author.name,
      body: message.body,
      nonce: message.nonce,
      sent_ms: message.sentMs,
    })
    .onConflict((conflict) => conflict.columns(['author_id', 'nonce']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (added !== undefined) {
    return { message: fromRow(added), fresh: true };
  }
  const stored = await database.query
    .selectFrom('messages')
    .selectAll()
    .where('author_id', '=', message.author.memberId)
    .where('nonce', '=', message.nonce)
    .executeTakeFirstOrThrow();
  return { message: fromRow(stored), fresh: false };
};

/** The newest `limit` messages of the channel (before the row `before`, if given), oldest first. */
export const loadMessages = async (
  database: Database,
  channelId: ChannelId,
  before: number | undefined,
  limit: number,
): Promise<{ messages: Message[]; more: boolean }> => {
  let query = database.query.selectFrom('messages').selectAll().where('channel_id', '=', channelId);
  if (before !== undefined) {
    query = query.where('id', '<', before);
  }
  // One more than asked for tells whether there are more.
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return {
    messages: rows
      .slice(0, limit)
      .reverse()
      .map((row) => fromRow(row)),
    more: rows.length > limit,
  };
};
