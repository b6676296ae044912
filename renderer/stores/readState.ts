import type { MessageId } from '../../common/ids.ts';
import type { ReadMark } from '../../common/messages.ts';

/** What is read of a channel, as this device knows it. */
export interface ReadState {
  /** The last message read; null when none. */
  readonly lastRead: MessageId | null;
  readonly unread: number;
  readonly mentions: number;
  /** Messages of others after this one are new to the eyes (`null`: all); undefined: there is no line to draw. */
  readonly lineAfter: MessageId | null | undefined;
}

export const NOTHING_READ: ReadState = { lastRead: null, unread: 0, mentions: 0, lineAfter: undefined };

/** By the server's word, at connecting and when another device read. */
export const marked = (state: ReadState, { lastRead, unread, mentions }: ReadMark): ReadState => ({
  lastRead,
  unread,
  mentions,
  lineAfter: unread === 0 ? state.lineAfter : lastRead,
});

/** Somebody else wrote, unseen. */
export const arrived = (state: ReadState, mentioned: boolean): ReadState => ({
  ...state,
  unread: state.unread + 1,
  mentions: state.mentions + (mentioned ? 1 : 0),
  lineAfter: state.unread === 0 ? state.lastRead : state.lineAfter,
});

/** Seen up to this message; what was new stays marked until one turns away. */
export const seen = (state: ReadState, messageId: MessageId): ReadState => ({
  ...state,
  lastRead: state.lastRead !== null && state.lastRead > messageId ? state.lastRead : messageId,
  unread: 0,
  mentions: 0,
});
