import type { Message } from '../../common/messages.ts';
import type { AppError } from '../../common/errors.ts';
import type { MemberId, MessageId } from '../../common/ids.ts';

/** A message of this device that the server has not confirmed yet. */
export interface PendingMessage {
  readonly nonce: string;
  readonly body: string;
  readonly sentMs: number;
  /** Why it was not sent; undefined while it is on its way. */
  readonly failure: AppError | undefined;
}

export type Loading =
  | { readonly kind: 'never' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded' }
  | { readonly kind: 'failed'; readonly error: AppError };

/** One text channel as this device knows it, oldest first. */
export interface MessageLog {
  readonly messages: readonly Message[];
  readonly pending: readonly PendingMessage[];
  /** There are older ones on the server. */
  readonly more: boolean;
  readonly loading: Loading;
  readonly unread: number;
  /** Where the unread ones began when the channel was opened: the line drawn above it. */
  readonly firstUnread: MessageId | undefined;
  /** Not sent yet, kept when another channel is opened. */
  readonly draft: string;
}

export const EMPTY_LOG: MessageLog = {
  messages: [],
  pending: [],
  more: false,
  loading: { kind: 'never' },
  unread: 0,
  firstUnread: undefined,
  draft: '',
};

const known = (log: MessageLog, message: Message): boolean => log.messages.some(({ id }) => id === message.id);

/** One message more, at the end; the pending one it confirms goes. Known ones change nothing. */
export function withMessage(log: MessageLog, message: Message): MessageLog {
  const pending = log.pending.filter(({ nonce }) => nonce !== message.nonce);
  return known(log, message) ? { ...log, pending } : { ...log, pending, messages: [...log.messages, message] };
}

/** An older page, in front. */
export function withOlder(log: MessageLog, page: readonly Message[], more: boolean): MessageLog {
  const fresh = page.filter((message) => !known(log, message));
  return { ...log, messages: [...fresh, ...log.messages], more, loading: { kind: 'loaded' } };
}

/**
 * The newest page, at opening or after an absence: joined to what is known where they meet, in place of it where a
 * gap lies between. What was posted while the page was on its way stays behind it.
 */
export function withNewest(log: MessageLog, page: readonly Message[], more: boolean): MessageLog {
  const ids = new Set(page.map(({ id }) => id));
  const nonces = new Set(page.map(({ nonce }) => nonce));
  const pending = log.pending.filter(({ nonce }) => !nonces.has(nonce));
  const meets = log.messages.findIndex(({ id }) => ids.has(id));
  const older = meets === -1 ? [] : log.messages.slice(0, meets);
  const pageEndMs = page.at(-1)?.sentMs ?? 0;
  const newer = log.messages.slice(older.length).filter(({ id, sentMs }) => !ids.has(id) && sentMs >= pageEndMs);
  return {
    ...log,
    pending,
    messages: [...older, ...page, ...newer],
    more: older.length === 0 ? more : log.more,
    loading: { kind: 'loaded' },
  };
}

/** The same messages under what their authors are called now; the log itself where nobody is called otherwise. */
export function withNames(log: MessageLog, names: ReadonlyMap<MemberId, string>): MessageLog {
  const outdated = ({ memberId, name }: Message['author']): boolean => (names.get(memberId) ?? name) !== name;
  const renamed = (author: Message['author']): Message['author'] => ({
    ...author,
    name: names.get(author.memberId) ?? author.name,
  });
  const answersOutdated = ({ replyTo }: Message): boolean => replyTo?.kind === 'message' && outdated(replyTo.author);
  if (!log.messages.some((message) => outdated(message.author) || answersOutdated(message))) {
    return log;
  }
  return {
    ...log,
    messages: log.messages.map((message) => ({
      ...message,
      author: renamed(message.author),
      replyTo:
        message.replyTo?.kind === 'message'
          ? { ...message.replyTo, author: renamed(message.replyTo.author) }
          : message.replyTo,
    })),
  };
}
