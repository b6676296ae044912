import type { Channel } from '../../common/community.ts';
import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId, MemberId, MessageId } from '../../common/ids.ts';
import { calledIn, REACTIONS_MAX, type Message, type MessagePage } from '../../common/messages.ts';
import type { RequestData } from '../../common/signaling.ts';
import type { Database } from '../store/Database.ts';
import { existingMembers, type StoredMember } from '../store/members.ts';
import { rowOfMessage, type MessageRow } from '../store/messageRows.ts';
import {
  addMessage,
  changeBody,
  changeReaction,
  findMessage,
  loadMessages,
  removeMessage,
  type PagePlace,
} from '../store/messages.ts';
import { searchMessages } from '../store/messageSearch.ts';
import { attachmentsOf } from '../store/attachments.ts';
import type { Attachments } from './Attachments.ts';
import type { Channels } from './Channels.ts';
import { SlowMode } from './SlowMode.ts';

export interface MessageEvents {
  posted: { message: Message };
  changed: { message: Message };
  deleted: { channelId: ChannelId; messageId: MessageId };
}

/** A message that somebody may see, and where it is. */
interface Found {
  readonly stored: MessageRow;
  readonly channel: Channel;
}

/** What people write, in text channels and beside voice channels. */
export class Messages {
  readonly events = new Emitter<MessageEvents>();
  readonly #database: Database;
  readonly #channels: Channels;
  readonly #attachments: Attachments;
  readonly #slowMode = new SlowMode();

  constructor(database: Database, channels: Channels, attachments: Attachments) {
    this.#database = database;
    this.#channels = channels;
    this.#attachments = attachments;
  }

  /**
   * Stored when this resolves. A nonce sent again answers the message stored the first time and tells nobody.
   * @throws AppError `not_found`, also for a file that is another's; `forbidden`; `slow_mode`
   */
  async send(
    author: StoredMember,
    { channelId, body, nonce, replyTo, attachments = [] }: RequestData<'sendMessage'>,
  ): Promise<Message> {
    const channel = this.#channels.require(author, channelId);
    this.#channels.authority.require(author, 'sendMessages', channel);
    if (attachments.length > 0) {
      this.#channels.authority.require(author, 'attachFiles', channel);
    }
    const answered = replyTo === undefined ? undefined : await this.#find(author, replyTo);
    if (answered !== undefined && answered.channel.id !== channel.id) {
      throw new AppError('not_found', 'what is answered is not in this channel');
    }
    const mentions = await this.#mentionsIn(body);
    const giveBack = this.#channels.authority.allows(author, 'manageMessages', channel)
      ? () => undefined
      : this.#slowMode.take(channel, author, nonce, performance.now());
    const { message, fresh } = await addMessage(this.#database, {
      channelId: channel.id,
      author: { memberId: author.id, name: author.name },
      body,
      nonce,
      sentMs: Date.now(),
      replyTo: answered?.stored.id,
      mentions,
      attachments,
    }).catch((fault: unknown) => {
      giveBack();
      throw fault;
    });
    if (fresh) {
      this.events.emit('posted', { message });
    }
    return message;
  }

  /** @throws AppError `not_found`, `forbidden` for all but the author */
  async edit(by: StoredMember, id: MessageId, body: string): Promise<Message> {
    const { stored, channel } = await this.#find(by, id);
    this.#channels.authority.require(by, 'sendMessages', channel);
    if (stored.author_id !== by.id) {
      throw new AppError('forbidden', 'only its author edits a message');
    }
    const mentions = await this.#mentionsIn(body);
    return this.#changed(await changeBody(this.#database, stored.id, { body, editedMs: Date.now(), mentions }));
  }

  /** @returns whose it was, and where @throws AppError `not_found`, `forbidden` */
  async delete(by: StoredMember, id: MessageId): Promise<Pick<Message, 'author' | 'channelId'>> {
    const { stored, channel } = await this.#find(by, id);
    if (stored.author_id !== by.id) {
      this.#channels.authority.require(by, 'manageMessages', channel);
    }
    const files = await attachmentsOf(this.#database.query, [stored.id]);
    if (!(await removeMessage(this.#database, stored.id))) {
      throw new AppError('not_found', 'no such message');
    }
    this.events.emit('deleted', { channelId: channel.id, messageId: id });
    await this.#attachments.gone(files.get(stored.id) ?? []);
    // The store gives back ids as they were made.
    const author = { memberId: stored.author_id as MemberId, name: stored.author_name };
    return { author, channelId: channel.id };
  }

  /** @throws AppError `not_found`, `forbidden`, `too_many` different reactions */
  async react(by: StoredMember, { messageId, emoji, on }: RequestData<'setReaction'>): Promise<Message> {
    const { stored, channel } = await this.#find(by, messageId);
    this.#channels.authority.require(by, 'sendMessages', channel);
    const change = { memberId: by.id, emoji, on, max: REACTIONS_MAX };
    const changed = await changeReaction(this.#database, stored.id, change);
    if (changed === 'full') {
      throw new AppError('too_many', `a message has at most ${String(REACTIONS_MAX)} different reactions`);
    }
    return this.#changed(changed);
  }

  /** @throws AppError `not_found`, `invalid` */
  async load(reader: StoredMember, asked: RequestData<'loadMessages'>): Promise<MessagePage> {
    const channel = this.#channels.require(reader, asked.channelId);
    return loadMessages(this.#database, channel.id, placeOf(asked), asked.limit);
  }

  /** @throws AppError `not_found` for a channel that the asker may not see, `invalid` */
  async search(
    reader: StoredMember,
    { channelId, before, ...search }: RequestData<'searchMessages'>,
  ): Promise<{ messages: Message[]; more: boolean }> {
    const channels =
      channelId === undefined ? this.#channels.visibleTo(reader) : [this.#channels.require(reader, channelId)];
    return searchMessages(this.#database, {
      ...search,
      channelIds: channels.map(({ id }) => id),
      before: before === undefined ? undefined : requireRow(before),
    });
  }

  /** A message that is not there, and one that may not be seen, are the same to whoever asks. */
  async #find(by: StoredMember, id: MessageId): Promise<Found> {
    const stored = await findMessage(this.#database, requireRow(id));
    if (stored === undefined) {
      throw new AppError('not_found', 'no such message');
    }
    // The store gives back ids as they were made.
    return { stored, channel: this.#channels.require(by, stored.channel_id as ChannelId) };
  }

  #changed(message: Message | undefined): Message {
    if (message === undefined) {
      throw new AppError('not_found', 'no such message');
    }
    this.events.emit('changed', { message });
    return message;
  }

  /** Members alone are called: of anybody else's id nothing is kept. */
  async #mentionsIn(body: string): Promise<MemberId[]> {
    const ids = calledIn(body);
    return ids.length === 0 ? [] : existingMembers(this.#database, ids);
  }
}

/** @throws AppError `invalid` */
export const requireRow = (id: MessageId): number => {
  const row = rowOfMessage(id);
  if (row === undefined) {
    throw new AppError('invalid', 'not the id of a message');
  }
  return row;
};

const placeOf = ({ before, after, around }: RequestData<'loadMessages'>): PagePlace => {
  if (before !== undefined) {
    return { kind: 'before', row: requireRow(before) };
  }
  if (after !== undefined) {
    return { kind: 'after', row: requireRow(after) };
  }
  return around === undefined ? { kind: 'newest' } : { kind: 'around', row: requireRow(around) };
};
