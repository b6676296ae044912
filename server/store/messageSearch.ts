import type { ChannelId, MemberId } from '../../common/ids.ts';
import type { Message } from '../../common/messages.ts';
import type { Database } from './Database.ts';
import { asMessages } from './messageRows.ts';

export interface MessageSearch {
  /** As typed; nothing means every message that fits the rest. */
  readonly query: string;
  /** Where to look: those the asker may see. */
  readonly channelIds: readonly ChannelId[];
  readonly authorId?: MemberId | undefined;
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  /** Only messages older than this row. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/**
 * What was typed as an FTS5 query: every word must be there, as the beginning of one. Nothing typed is an operator,
 * for each word stands in quotes (https://sqlite.org/fts5.html#fts5_strings).
 */
export const wordsQuery = (typed: string): string =>
  (typed.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map((word) => `"${word}"*`).join(' ');

/** The newest first. A query without any letter or digit finds nothing. */
export const searchMessages = async (
  database: Database,
  { query: typed, channelIds, authorId, sinceMs, untilMs, before, limit }: MessageSearch,
): Promise<{ messages: Message[]; more: boolean }> => {
  const words = wordsQuery(typed);
  if (channelIds.length === 0 || (words === '' && typed.trim() !== '')) {
    return { messages: [], more: false };
  }
  let query = database.query
    .selectFrom('messages')
    .selectAll('messages')
    .where('messages.channel_id', 'in', channelIds);
  if (words !== '') {
    // By rowid FTS5 goes from the newest, and ends with the page.
    query = query
      .innerJoin('messages_words', 'messages_words.rowid', 'messages.id')
      .where('messages_words.messages_words', 'match', words)
      .orderBy('messages_words.rowid', 'desc');
  } else {
    query = query.orderBy('messages.id', 'desc');
  }
  if (authorId !== undefined) {
    query = query.where('messages.author_id', '=', authorId);
  }
  if (sinceMs !== undefined) {
    query = query.where('messages.sent_ms', '>=', sinceMs);
  }
  if (untilMs !== undefined) {
    query = query.where('messages.sent_ms', '<', untilMs);
  }
  if (before !== undefined) {
    query = query.where('messages.id', '<', before);
  }
  const rows = await query.limit(limit + 1).execute();
  return { messages: await asMessages(database.query, rows.slice(0, limit)), more: rows.length > limit };
};
