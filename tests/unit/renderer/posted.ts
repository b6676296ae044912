import type { Message } from '../../../common/messages.ts';
import { channelId, memberId, messageId } from '../../../common/ids.ts';

/** A message as the server posts it; its nonce is its id with `nonce-` in front. */
export const posted = (id: string, author: string, sentMs: number, name = author): Message => ({
  id: messageId.parse(id),
  channelId: channelId.parse('general'),
  author: { memberId: memberId.parse(author), name },
  body: id,
  sentMs,
  nonce: `nonce-${id}`,
  editedMs: null,
  replyTo: null,
  reactions: [],
  attachments: [],
});
