import type { Message } from '../../common/community.ts';
import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId, MessageId } from '../../common/ids.ts';
import type { Database } from '../store/Database.ts';
import type { StoredMember } from '../store/members.ts';
import { addMessage, loadMessages, rowOfMessage } from '../store/messages.ts';
import type { Channels } from './Channels.ts';
import { requireAllowed } from './permissions.ts';

export interface MessageEvents {
  posted: { message: Message };
}

/** Text channels' messages. */
export class Messages {
  readonly events = new Emitter<MessageEvents>();
  readonly #database: Database;
  readonly #channels: Channels;

  constructor(database: Database, channels: Channels) {
    this.#database = database;
    this.#channels = channels;
  }

  /**
   * Stored when this resolves. A nonce sent again answers the message stored the first time and tells nobody.
   * @throws AppError `not_found`, `forbidden`
   */
  async send(author: StoredMember, channelId: ChannelId, body: string, nonce: string): Promise<Message> {
    const channel = this.#channels.requireText(author, channelId);
    requireAllowed(author, 'sendMessages', channel);
    const { message, fresh } = await addMessage(this.#database, {
      channelId: channel.id,
      author: { memberId: author.id, name: author.name },
      body,
      nonce,
      sentMs: Date.now(),
    });
    if (fresh) {
      this.events.emit('posted', { message });
    }
    return message;
  }

  /** The newest `limit` messages (before `before`), oldest first. @throws AppError `not_found`, `invalid` */
  async load(
    reader: StoredMember,
    channelId: ChannelId,
    before: MessageId | undefined,
    limit: number,
  ): Promise<{ messages: Message[]; more: boolean }> {
    const channel = this.#channels.requireText(reader, channelId);
    const row = before === undefined ? undefined : rowOfMessage(before);
    if (before !== undefined && row === undefined) {
      throw new AppError('invalid', 'before: not the id of a message');
    }
    return loadMessages(this.#database, channel.id, row, limit);
  }
}
