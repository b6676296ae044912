import { sql } from 'kysely';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import type { AttachmentId } from '../../common/attachments.ts';
import { AppError } from '../../common/errors.ts';
import type { Message, MessagePage } from '../../common/messages.ts';
import { claimAttachments } from './attachments.ts';
import type { Database } from './Database.ts';
import { asMessages, type MessageRow } from './messageRows.ts';

export interface NewMessage {
  readonly channelId: ChannelId;
  readonly author: Message['author'];
  readonly body: string;
  readonly nonce: string;
  readonly sentMs: number;
  /** The row it answers. */
  readonly replyTo?: number | undefined;
  /** Whom it calls. */
  readonly mentions?: readonly MemberId[];
  /** Uploads of the author's. */
  readonly attachments?: readonly { readonly id: AttachmentId; readonly alt?: string }[];
}

/**
 * Stores a message with its files; the same nonce of the same author answers the one stored first, with `fresh: false`.
 * @throws AppError `not_found` for a channel that is gone, and for a file that is not the author's, or stands with another message already
 */
export const addMessage = async (
  database: Database,
  { channelId, author, body, nonce, sentMs, replyTo, mentions = [], attachments = [] }: NewMessage,
): Promise<{ message: Message; fresh: boolean }> =>
  database.atomically(async (query) => {
    // It may have been deleted since the author was asked whether they may write there.
    if (
      (await query.selectFrom('channels').select('id').where('id', '=', channelId).executeTakeFirst()) === undefined
    ) {
      throw new AppError('not_found', 'no such channel');
    }
    const added = await query
      .insertInto('messages')
      .values({
        channel_id: channelId,
        author_id: author.memberId,
        author_name: author.name,
        body,
        nonce,
        sent_ms: sentMs,
        reply_to: replyTo ?? null,
      })
      .onConflict((conflict) => conflict.columns(['author_id', 'nonce']).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (added !== undefined) {
      await noteMentions(query, added, mentions);
      if (!(await claimAttachments(query, added.id, author.memberId, attachments))) {
        throw new AppError('not_found', 'no such upload');
      }
      return { message: await asMessage(query, added), fresh: true };
    }
    const stored = await query
      .selectFrom('messages')
      .selectAll()
      .where('author_id', '=', author.memberId)
      .where('nonce', '=', nonce)
      .executeTakeFirstOrThrow();
    return { message: await asMessage(query, stored), fresh: false };
  });

/** Which page of a channel; rows are exclusive, but for `around`. */
export type PagePlace =
  { readonly kind: 'newest' } | { readonly kind: 'before' | 'after' | 'around'; readonly row: number };

/** At most `limit` messages of a channel, oldest first. */
export const loadMessages = async (
  database: Database,
  channelId: ChannelId,
  place: PagePlace,
  limit: number,
): Promise<MessagePage> => {
  const { query } = database;
  if (place.kind === 'around') {
    const half = Math.floor(limit / 2);
    const older = await rowsBeside(query, channelId, 'before', place.row, half + 1);
    const newer = await rowsBeside(query, channelId, 'from', place.row, limit - half + 1);
    return {
      messages: await asMessages(query, [...older.slice(0, half).reverse(), ...newer.slice(0, limit - half)]),
      more: older.length > half,
      newer: newer.length > limit - half,
    };
  }
  if (place.kind === 'after') {
    const rows = await rowsBeside(query, channelId, 'from', place.row + 1, limit + 1);
    return { messages: await asMessages(query, rows.slice(0, limit)), more: true, newer: rows.length > limit };
  }
  // One more than asked for tells whether there are more.
  const rows = await rowsBeside(
    query,
    channelId,
    'before',
    place.kind === 'before' ? place.row : Number.MAX_SAFE_INTEGER,
    limit + 1,
  );
  return {
    messages: await asMessages(query, rows.slice(0, limit).reverse()),
    more: rows.length > limit,
    newer: place.kind === 'before',
  };
};

/** A message as it is stored, or undefined. */
export const findMessage = async (database: Database, row: number): Promise<MessageRow | undefined> =>
  database.query.selectFrom('messages').selectAll().where('id', '=', row).executeTakeFirst();

/** @returns the message as it is now, or undefined when it is gone */
export const changeBody = async (
  database: Database,
  row: number,
  { body, editedMs, mentions }: { body: string; editedMs: number; mentions: readonly MemberId[] },
): Promise<Message | undefined> =>
  database.atomically(async (query) => {
    const changed = await query
      .updateTable('messages')
      .set({ body, edited_ms: editedMs })
      .where('id', '=', row)
      .returningAll()
      .executeTakeFirst();
    if (changed === undefined) {
      return undefined;
    }
    await query.deleteFrom('mentions').where('message_id', '=', row).execute();
    await noteMentions(query, changed, mentions);
    return asMessage(query, changed);
  });

/** @returns whether it was there */
export const removeMessage = async (database: Database, row: number): Promise<boolean> => {
  const { numDeletedRows } = await database.query.deleteFrom('messages').where('id', '=', row).executeTakeFirst();
  return numDeletedRows > 0n;
};

/**
 * Gives or takes a reaction; given twice it is there once.
 * @returns the message as it is now; `full` when it has `max` different ones already; undefined when it is gone
 */
export const changeReaction = async (
  database: Database,
  row: number,
  { memberId, emoji, on, max }: { memberId: MemberId; emoji: string; on: boolean; max: number },
): Promise<Message | 'full' | undefined> =>
  database.atomically(async (query) => {
    const stored = await query.selectFrom('messages').selectAll().where('id', '=', row).executeTakeFirst();
    if (stored === undefined) {
      return undefined;
    }
    if (on) {
      const before = await asMessage(query, stored);
      if (before.reactions.length >= max && !before.reactions.some((one) => one.emoji === emoji)) {
        return 'full';
      }
      await query
        .insertInto('reactions')
        .values({
          message_id: row,
          emoji,
          member_id: memberId,
          given: sql<number>`(select coalesce(max(given), 0) + 1 from reactions where message_id = ${row})`,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    } else {
      await query
        .deleteFrom('reactions')
        .where('message_id', '=', row)
        .where('emoji', '=', emoji)
        .where('member_id', '=', memberId)
        .execute();
    }
    return asMessage(query, stored);
  });

const asMessage = async (query: Database['query'], row: MessageRow): Promise<Message> => {
  const [message] = await asMessages(query, [row]);
  if (message === undefined) {
    throw new Error('a row became no message');
  }
  return message;
};

const noteMentions = async (
  query: Database['query'],
  { id, channel_id: channel }: MessageRow,
  mentions: readonly MemberId[],
): Promise<void> => {
  if (mentions.length > 0) {
    await query
      .insertInto('mentions')
      .values(mentions.map((memberId) => ({ member_id: memberId, channel_id: channel, message_id: id })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
};

/** On one side of a row, beginning nearest to it: those before it, or it and those after it. */
const rowsBeside = async (
  query: Database['query'],
  channelId: ChannelId,
  side: 'before' | 'from',
  row: number,
  limit: number,
): Promise<MessageRow[]> =>
  query
    .selectFrom('messages')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('id', side === 'before' ? '<' : '>=', row)
    .orderBy('id', side === 'before' ? 'desc' : 'asc')
    .limit(limit)
    .execute();
