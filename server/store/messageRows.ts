/** Rows of messages as the wire has them, with what stands in other tables. */
import type { Selectable } from 'kysely';
import type { ChannelId, MemberId, MessageId } from '../../common/ids.ts';
import { excerptOf, type Message, type Reaction, type ReplyTo } from '../../common/messages.ts';
import { attachmentsOf } from './attachments.ts';
import type { Database } from './Database.ts';
import type { MessagesTable } from './tables.ts';

/** Digits of an id on the wire: padded, so that ids sort as text as they were sent. 2^53 has 16. */
const ID_DIGITS = 16;
const ID = new RegExp(`^\\d{${String(ID_DIGITS)}}$`);

export type MessageRow = Selectable<MessagesTable>;

export const idOfRow = (row: number): MessageId =>
  // Digits are an id by construction.
  String(row).padStart(ID_DIGITS, '0') as MessageId;

/** The row of an id, or undefined if no message ever had it. */
export const rowOfMessage = (id: MessageId): number | undefined => {
  const row = ID.test(id) ? Number(id) : Number.NaN;
  return Number.isSafeInteger(row) ? row : undefined;
};

/** These messages with their authors' names of today, what they answer, their reactions and files: four queries for all. */
export const asMessages = async (query: Database['query'], rows: readonly MessageRow[]): Promise<Message[]> => {
  const reactions = await reactionsOf(query, rows);
  const answered = await answeredBy(query, rows);
  const names = await namesOf(query, rows);
  const attachments = await attachmentsOf(
    query,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: idOfRow(row.id),
    // The store gives back ids as they were made.
    channelId: row.channel_id as ChannelId,
    author: { memberId: row.author_id as MemberId, name: names.get(row.author_id) ?? row.author_name },
    body: row.body,
    sentMs: row.sent_ms,
    nonce: row.nonce,
    editedMs: row.edited_ms,
    replyTo: row.reply_to === null ? null : (answered.get(row.reply_to) ?? { kind: 'gone', id: idOfRow(row.reply_to) }),
    reactions: reactions.get(row.id) ?? [],
    attachments: attachments.get(row.id) ?? [],
  }));
};

const namesOf = async (query: Database['query'], rows: readonly MessageRow[]): Promise<ReadonlyMap<string, string>> => {
  const ids = new Set(rows.map(({ author_id: id }) => id));
  const found = await query
    .selectFrom('members')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(found.map(({ id, name }) => [id, name]));
};

const reactionsOf = async (
  query: Database['query'],
  rows: readonly MessageRow[],
): Promise<ReadonlyMap<number, Reaction[]>> => {
  const found = await query
    .selectFrom('reactions')
    .select(['message_id', 'emoji', 'member_id'])
    .where(
      'message_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('given')
    .execute();
  const all = new Map<number, Reaction[]>();
  for (const { message_id: id, emoji, member_id: memberId } of found) {
    const ofMessage = all.get(id) ?? [];
    const same = ofMessage.find((one) => one.emoji === emoji);
    if (same === undefined) {
      ofMessage.push({ emoji, memberIds: [memberId as MemberId] });
    } else {
      same.memberIds.push(memberId as MemberId);
    }
    all.set(id, ofMessage);
  }
  return all;
};

const answeredBy = async (
  query: Database['query'],
  rows: readonly MessageRow[],
): Promise<ReadonlyMap<number, ReplyTo>> => {
  const ids = rows.map(({ reply_to: id }) => id).filter((id) => id !== null);
  if (ids.length === 0) {
    return new Map();
  }
  const found = await query
    .selectFrom('messages')
    .leftJoin('members', 'members.id', 'messages.author_id')
    .select(['messages.id', 'author_id', 'author_name', 'members.name', 'body'])
    .where('messages.id', 'in', ids)
    .execute();
  return new Map(
    found.map(({ id, author_id: memberId, author_name: nameThen, name, body }) => [
      id,
      {
        kind: 'message',
        id: idOfRow(id),
        author: { memberId: memberId as MemberId, name: name ?? nameThen },
        excerpt: excerptOf(body),
      },
    ]),
  );
};
