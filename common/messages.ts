/** What people write: messages of a channel, their requests and notices. */
import { z } from 'zod';
import { attachedUpload, attachment, ATTACHMENTS_MAX } from './attachments.ts';
import { channelId, memberId, messageId } from './ids.ts';

export const MESSAGE_MAX_LENGTH = 4_000;
export const HISTORY_PAGE_MAX = 100;
/** Different reactions of one message; each may have everyone's. */
export const REACTIONS_MAX = 20;
/** Members one message calls; further ones stay text. */
const MENTIONS_MAX = 50;
export const QUERY_MAX_LENGTH = 200;
/** Bytes of the longest sequence that is one emoji: families with skin tones, flags of regions. */
const EMOJI_MAX_LENGTH = 40;
const EXCERPT_MAX_LENGTH = 200;

export const messageBody = z
  .string()
  .max(MESSAGE_MAX_LENGTH * 2)
  .transform((body) => body.trim())
  .pipe(z.string().min(1).max(MESSAGE_MAX_LENGTH));

/** One emoji as Unicode defines it (UTS #51, `RGI_Emoji`): no text can pass as a reaction. */
export const emoji = z
  .string()
  .max(EMOJI_MAX_LENGTH)
  .regex(/^\p{RGI_Emoji}$/v);

/** How a body calls a member: `<@` their id `>`. */
const MENTION = /<@([\w.:-]{1,128})>/gu;

/** The ids that a body calls, each once, whether or not they are anybody's. */
export const calledIn = (body: string): readonly string[] =>
  [...new Set([...body.matchAll(MENTION)].map(([, id = '']) => id))].slice(0, MENTIONS_MAX);

export const reaction = z.object({ emoji: z.string().max(EMOJI_MAX_LENGTH), memberIds: z.array(memberId) });
export type Reaction = z.infer<typeof reaction>;

/** What a message answers, as it is now; `gone` when it was deleted. */
export const replyTo = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    id: messageId,
    author: z.object({ memberId, name: z.string() }),
    /** The beginning of its body. */
    excerpt: z.string().max(EXCERPT_MAX_LENGTH),
  }),
  z.object({ kind: z.literal('gone'), id: messageId }),
]);
export type ReplyTo = z.infer<typeof replyTo>;
/** Never half a surrogate pair at its end. */
export const excerptOf = (body: string): string => body.slice(0, EXCERPT_MAX_LENGTH).replace(/[\ud800-\udbff]$/, '');

export const message = z.object({
  id: messageId,
  channelId,
  /** As the author is called now; for one who is gone the name is kept with the message. */
  author: z.object({ memberId, name: z.string() }),
  body: z.string(),
  /** Unix time in milliseconds. */
  sentMs: z.number().int(),
  /** The sender's own mark of this message, so that a retried send is never shown, or stored, twice. */
  nonce: z.string(),
  /** When its author changed it last; null if never. Servers before this was told knew no changes. */
  editedMs: z.number().int().nullable().default(null),
  replyTo: replyTo.nullable().default(null),
  /** In the order in which they were first given. */
  reactions: z.array(reaction).default([]),
  attachments: z.array(attachment).default([]),
});
export type Message = z.infer<typeof message>;

/** How far a member has read a channel, and what waits there. */
export const readMark = z.object({
  channelId,
  /** The last message read; null when none. */
  lastRead: messageId.nullable(),
  /** Messages of others since, counted up to 1 000. */
  unread: z.number().int().min(0),
  /** Those of them that call this member. */
  mentions: z.number().int().min(0),
});
export type ReadMark = z.infer<typeof readMark>;

const nothing = z.object({});
const limit = z.number().int().min(1).max(HISTORY_PAGE_MAX);
const page = z.object({
  messages: z.array(message),
  /** There are older ones than these. */
  more: z.boolean(),
  /** There are newer ones than these. */
  newer: z.boolean().default(false),
});
export type MessagePage = z.infer<typeof page>;

export const messageRequests = {
  /** Stored before it is answered. The same nonce of the same author answers the message stored the first time. */
  sendMessage: {
    data: z
      .object({
        channelId,
        /** Nothing, if files say it all. */
        body: z.union([z.literal(''), messageBody]),
        nonce: z.string().min(8).max(64),
        /** A message of the same channel; `not_found` when it is not there. */
        replyTo: messageId.exactOptional(),
        /** Uploads of one's own that no message has yet; `not_found` for all others. */
        attachments: z.array(attachedUpload).min(1).max(ATTACHMENTS_MAX).exactOptional(),
      })
      .refine(({ body, attachments }) => body !== '' || attachments !== undefined),
    answer: z.object({ message }),
  },
  /** Its author's own right alone. */
  editMessage: { data: z.object({ messageId, body: messageBody }), answer: z.object({ message }) },
  /** By its author, or whoever may manage messages. For good. */
  deleteMessage: { data: z.object({ messageId }), answer: nothing },
  setReaction: { data: z.object({ messageId, emoji, on: z.boolean() }), answer: z.object({ message }) },
  /**
   * A page of a channel, oldest first: the newest messages, those before or after one, or those around one (which is in
   * the middle, if it still exists). At most one of the three is given.
   */
  loadMessages: {
    data: z
      .object({
        channelId,
        before: messageId.exactOptional(),
        after: messageId.exactOptional(),
        around: messageId.exactOptional(),
        limit,
      })
      .refine(({ before, after, around }) => [before, after, around].filter((id) => id !== undefined).length <= 1),
    answer: page,
  },
  /** Messages that have all the words (prefixes of them), newest first, in every channel that the asker may see. */
  searchMessages: {
    data: z.object({
      query: z.string().trim().max(QUERY_MAX_LENGTH),
      channelId: channelId.exactOptional(),
      authorId: memberId.exactOptional(),
      sinceMs: z.number().int().min(0).exactOptional(),
      untilMs: z.number().int().min(0).exactOptional(),
      before: messageId.exactOptional(),
      limit,
    }),
    answer: z.object({ messages: z.array(message), more: z.boolean() }),
  },
  /** Read up to and with this message; marks never go back. */
  markRead: { data: z.object({ channelId, messageId }), answer: nothing },
  /** Told to the others of the channel, at most every few seconds. */
  setTyping: { data: z.object({ channelId }), answer: nothing },
} as const;

export const messageNotices = {
  messagePosted: z.object({ message }),
  /** Edited, or its reactions changed. */
  messageChanged: z.object({ message }),
  messageDeleted: z.object({ channelId, messageId }),
  /** Shown for some seconds, until a message of theirs arrives. */
  typing: z.object({ channelId, memberId }),
  /** By another device of the same member. */
  readMarked: z.object({ mark: readMark }),
} as const;
