import type { messageRequests } from '../../common/messages.ts';
import type { AuditLog } from '../community/AuditLog.ts';
import type { Channels } from '../community/Channels.ts';
import type { Messages } from '../community/Messages.ts';
import type { Reading } from '../community/Reading.ts';
import { requireRate, type Handlers } from './dispatch.ts';

export interface MessageParts {
  readonly messages: Messages;
  readonly reading: Reading;
  readonly channels: Channels;
  readonly audit: AuditLog;
}

export const messageHandlers = ({
  messages,
  reading,
  channels,
  audit,
}: MessageParts): Handlers<keyof typeof messageRequests> => ({
  sendMessage: async (connection, data) => {
    requireRate(connection, 'messages');
    const { member } = connection.membership;
    const message = await messages.send(member, data);
    reading.wrote(member, data.channelId);
    return { message };
  },
  editMessage: async (connection, { messageId, body }) => {
    requireRate(connection, 'messages');
    return { message: await messages.edit(connection.membership.member, messageId, body) };
  },
  deleteMessage: async (connection, { messageId }) => {
    const { member } = connection.membership;
    const { author, channelId } = await messages.delete(member, messageId);
    if (author.memberId !== member.id) {
      const channel = channels.find(channelId)?.name;
      await audit.note(member, { action: 'messageDeleted', target: author.name, channel });
    }
    return {};
  },
  setReaction: async (connection, data) => ({
    message: await messages.react(connection.membership.member, data),
  }),
  loadMessages: (connection, data) => messages.load(connection.membership.member, data),
  searchMessages: (connection, data) => messages.search(connection.membership.member, data),
  markRead: async (connection, { channelId, messageId }) => {
    await reading.mark(connection.membership.member, channelId, messageId);
    return {};
  },
  setTyping: (connection, { channelId }) => {
    reading.type(connection.membership.member, channelId, performance.now());
    return {};
  },
});
