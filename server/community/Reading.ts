import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId, MemberId, MessageId } from '../../common/ids.ts';
import type { ReadMark } from '../../common/messages.ts';
import type { Database } from '../store/Database.ts';
import type { StoredMember } from '../store/members.ts';
import { findMessage } from '../store/messages.ts';
import { beginReading, loadReadMarks, saveReadMark } from '../store/readMarks.ts';
import type { Channels } from './Channels.ts';
import { requireRow } from './Messages.ts';

/** Others are told again that somebody types after so long; clients show it a little longer. */
const TYPING_EVERY_MS = 3_000;
/** So many are remembered; who types in more channels at once is told more often. */
const TYPING_MAX = 1_000;

export interface ReadingEvents {
  typing: { channelId: ChannelId; memberId: MemberId };
  /** For the member's own devices. */
  marked: { memberId: MemberId; mark: ReadMark };
}

/** What members have read, and who is writing. */
export class Reading {
  readonly events = new Emitter<ReadingEvents>();
  readonly #database: Database;
  readonly #channels: Channels;
  /** When each was told last, by member and channel, the oldest first. */
  readonly #typing = new Map<string, number>();

  constructor(database: Database, channels: Channels) {
    this.#database = database;
    this.#channels = channels;
  }

  /** Marks of every channel that the member may see; those it finds for the first time are read from here on. */
  async marksOf(member: StoredMember): Promise<ReadMark[]> {
    const ids = this.#channels.visibleTo(member).map(({ id }) => id);
    const marks = await loadReadMarks(this.#database, member.id, ids);
    const known = new Set(marks.map(({ channelId }) => channelId));
    const fresh = ids.filter((id) => !known.has(id));
    if (fresh.length === 0) {
      return marks;
    }
    await beginReading(this.#database, member.id, fresh);
    return [...marks, ...(await loadReadMarks(this.#database, member.id, fresh))];
  }

  /** @throws AppError `not_found`, `invalid` */
  async mark(reader: StoredMember, channelId: ChannelId, messageId: MessageId): Promise<void> {
    const channel = this.#channels.require(reader, channelId);
    const row = requireRow(messageId);
    const stored = await findMessage(this.#database, row);
    if (stored?.channel_id !== channel.id) {
      throw new AppError('not_found', 'no such message in this channel');
    }
    if (await saveReadMark(this.#database, reader.id, channel.id, row)) {
      const [mark] = await loadReadMarks(this.#database, reader.id, [channel.id]);
      if (mark !== undefined) {
        this.events.emit('marked', { memberId: reader.id, mark });
      }
    }
  }

  /** @throws AppError `not_found`, `forbidden` */
  type(writer: StoredMember, channelId: ChannelId, nowMs: number): void {
    const channel = this.#channels.require(writer, channelId);
    this.#channels.authority.require(writer, 'sendMessages', channel);
    const key = typingKey(writer, channel.id);
    const toldMs = this.#typing.get(key);
    if (toldMs !== undefined && nowMs - toldMs < TYPING_EVERY_MS) {
      return;
    }
    this.#typing.delete(key);
    this.#typing.set(key, nowMs);
    const [oldest] = this.#typing.keys();
    if (this.#typing.size > TYPING_MAX && oldest !== undefined) {
      this.#typing.delete(oldest);
    }
    this.events.emit('typing', { channelId: channel.id, memberId: writer.id });
  }
  /** What was typed is sent: the next that is typed is told at once. */
  wrote(writer: StoredMember, channelId: ChannelId): void {
    this.#typing.delete(typingKey(writer, channelId));
  }
}

const typingKey = (writer: StoredMember, channelId: ChannelId): string => `${writer.id} ${channelId}`;
