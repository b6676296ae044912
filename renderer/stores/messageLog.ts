import type { Message, ReplyTo } from '../../common/messages.ts';
import type { AppError } from '../../common/errors.ts';
import type { MemberId, MessageId } from '../../common/ids.ts';

/** How it stands with a message of this device that the server has not confirmed yet. */
export type Delivery =
  /** For those before it, or for the connection: it goes by itself. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending' }
  /** Not sent, and not tried again by itself. */
  | { readonly kind: 'failed'; readonly error: AppError };

export interface PendingMessage {
  readonly nonce: string;
  readonly body: string;
  readonly sentMs: number;
  readonly replyTo: Extract<ReplyTo, { kind: 'message' }> | undefined;
  /** Nonces of its files. */
  readonly uploads: readonly string[];
  readonly delivery: Delivery;
}

/** Which page is asked for. */
export type PageWay = 'newest' | 'older' | 'newer' | 'around';

export type Loading =
  | { readonly kind: 'never' }
  | { readonly kind: 'loading'; readonly way: PageWay }
  | { readonly kind: 'loaded' }
  | { readonly kind: 'failed'; readonly way: PageWay; readonly error: AppError };

/** One channel as this device knows it, oldest first: a window on its history, without a gap. */
export interface MessageLog {
  readonly messages: readonly Message[];
  readonly pending: readonly PendingMessage[];
  /** There are older ones on the server. */
  readonly more: boolean;
  /** There are newer ones on the server: the window ends before them. */
  readonly newer: boolean;
  readonly loading: Loading;
}

export const EMPTY_LOG: MessageLog = {
  messages: [],
  pending: [],
  more: false,
  newer: false,
  loading: { kind: 'never' },
};

/** Messages kept at once: what a page more pushes over it is let go at the other end, and loaded again when needed. */
export const WINDOW_MAX = 300;

const known = (log: MessageLog, { id }: Message): boolean => log.messages.some((one) => one.id === id);

const dropNewest = (log: MessageLog): MessageLog =>
  log.messages.length <= WINDOW_MAX ? log : { ...log, messages: log.messages.slice(0, WINDOW_MAX), newer: true };

const dropOldest = (log: MessageLog): MessageLog =>
  log.messages.length <= WINDOW_MAX ? log : { ...log, messages: log.messages.slice(-WINDOW_MAX), more: true };

/**
 * One message more, at the end, if that is where the window is; the pending one it confirms goes. Known ones change
 * nothing.
 */
export function withMessage(log: MessageLog, message: Message): MessageLog {
  const confirmed = { ...log, pending: log.pending.filter(({ nonce }) => nonce !== message.nonce) };
  return log.newer || known(log, message)
    ? confirmed
    : dropOldest({ ...confirmed, messages: [...log.messages, message] });
}

/** As it is now, there and where others answer it. */
export function withChanged(log: MessageLog, message: Message, excerpt: string): MessageLog {
  const messages = log.messages.map((one) => {
    if (one.id === message.id) {
      return message;
    }
    return one.replyTo?.kind === 'message' && one.replyTo.id === message.id
      ? { ...one, replyTo: { ...one.replyTo, excerpt } }
      : one;
  });
  return { ...log, messages };
}

export function withoutMessage(log: MessageLog, id: MessageId): MessageLog {
  const messages = log.messages
    .filter((one) => one.id !== id)
    .map((one) => (one.replyTo?.id === id ? { ...one, replyTo: { kind: 'gone', id } as const } : one));
  return { ...log, messages };
}

interface Page {
  readonly messages: readonly Message[];
  readonly more: boolean;
  readonly newer: boolean;
}

const LOADED: Loading = { kind: 'loaded' };

/** An older page, in front. */
export function withOlder(log: MessageLog, { messages, more }: Page): MessageLog {
  const fresh = messages.filter((message) => !known(log, message));
  return dropNewest({ ...log, messages: [...fresh, ...log.messages], more, loading: LOADED });
}

/** A newer page, behind. */
export function withNewer(log: MessageLog, { messages, newer }: Page): MessageLog {
  const fresh = messages.filter((message) => !known(log, message));
  return dropOldest({ ...log, messages: [...log.messages, ...fresh], newer, loading: LOADED });
}

/** The page around a place, instead of what was there. */
export function withAround(log: MessageLog, { messages, more, newer }: Page): MessageLog {
  return { ...log, messages, more, newer, loading: LOADED };
}

/**
 * The newest page, at opening or after an absence: joined to what is known where they meet, in place of it where a
 * gap lies between. What was posted while the page was on its way stays behind it.
 */
export function withNewest(log: MessageLog, { messages: page, more }: Page): MessageLog {
  const ids = new Set(page.map(({ id }) => id));
  const nonces = new Set(page.map(({ nonce }) => nonce));
  const pending = log.pending.filter(({ nonce }) => !nonces.has(nonce));
  const meets = log.messages.findIndex(({ id }) => ids.has(id));
  const older = meets === -1 ? [] : log.messages.slice(0, meets);
  const pageEnd = page.at(-1)?.id ?? '';
  const newer = log.messages.slice(older.length).filter(({ id }) => id > pageEnd);
  return dropOldest({
    ...log,
    pending,
    messages: [...older, ...page, ...newer],
    more: older.length === 0 ? more : log.more,
    newer: false,
    loading: LOADED,
  });
}

/**
 * A page of what is known already, as it is now: what is not in it any more was deleted meanwhile.
 * @param after the page begins behind this one
 */
export function withRefreshed(log: MessageLog, after: MessageId, { messages: page, newer }: Page): MessageLog {
  const end = page.at(-1)?.id;
  const nonces = new Set(page.map(({ nonce }) => nonce));
  const behind = end === undefined || !newer ? [] : log.messages.filter(({ id }) => id > end);
  return dropNewest({
    ...log,
    pending: log.pending.filter(({ nonce }) => !nonces.has(nonce)),
    messages: [...log.messages.filter(({ id }) => id <= after), ...page, ...behind],
    newer: behind.length > 0 ? log.newer : newer,
  });
}

/** Without the oldest, of which nobody knows how it is now: there are older ones, and it among them. */
export function withoutFirst(log: MessageLog): MessageLog {
  return { ...log, messages: log.messages.slice(1), more: true };
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
