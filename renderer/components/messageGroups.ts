import type { Message } from '../../common/messages.ts';
import type { MemberId, MessageId } from '../../common/ids.ts';
import type { MessageLog } from '../stores/messageLog.ts';
import { sameDay } from '../text/dates.ts';

/** Messages of one author close together stand under one name. */
const GROUP_WITHIN_MS = 5 * 60_000;

export type MessageItem =
  | { readonly kind: 'day'; readonly key: string; readonly ms: number }
  | { readonly kind: 'new'; readonly key: string }
  | { readonly kind: 'group'; readonly key: string; readonly author: Message['author']; readonly messages: Message[] };

/**
 * What the list draws, oldest first: dividers where the day changes and where the unread ones begin, and messages
 * grouped by author and time.
 */
export function messageItems(messages: readonly Message[], firstUnread: MessageId | undefined): MessageItem[] {
  const items: MessageItem[] = [];
  let previous: Message | undefined;
  for (const message of messages) {
    if (previous === undefined || !sameDay(previous.sentMs, message.sentMs)) {
      items.push({ kind: 'day', key: `day-${message.id}`, ms: message.sentMs });
    }
    if (message.id === firstUnread) {
      items.push({ kind: 'new', key: 'new' });
    }
    const last = items.at(-1);
    const close = previous !== undefined && message.sentMs - previous.sentMs < GROUP_WITHIN_MS;
    if (last?.kind === 'group' && close && message.replyTo === null && sameAuthor(last.author, message.author)) {
      last.messages.push(message);
    } else {
      items.push({ kind: 'group', key: message.id, author: message.author, messages: [message] });
    }
    previous = message;
  }
  return items;
}

/** A new name is a new group, so that what stands above a message is what its author was called then. */
const sameAuthor = (a: Message['author'], b: Message['author']): boolean =>
  a.memberId === b.memberId && a.name === b.name;

/**
 * The first message of others after a place: undefined where there is none, and where it may be further up than the
 * window reaches.
 * @param after null: from the beginning; undefined: nothing is new
 */
export function firstNew(
  { messages, more }: Pick<MessageLog, 'messages' | 'more'>,
  after: MessageId | null | undefined,
  self: MemberId | undefined,
): Message | undefined {
  if (after === undefined || (more && (messages[0]?.id ?? '') > (after ?? ''))) {
    return undefined;
  }
  return messages.find(({ id, author }) => id > (after ?? '') && author.memberId !== self);
}
