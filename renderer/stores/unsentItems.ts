/** What was written on this device and is not sent, as it is kept over a reload. */
import { z } from 'zod';
import { attachment, ALT_MAX_LENGTH } from '../../common/attachments.ts';
import { channelId, memberId } from '../../common/ids.ts';
import { message, MESSAGE_MAX_LENGTH, replyTo } from '../../common/messages.ts';

const ITEMS_MAX = 50;
/** Of JSON, all together: less than the app's settings file takes for one thing. */
const LENGTH_MAX = 200_000;

/** Files that are on the server already; one that is not is lost with the page, and said so. */
const keptUpload = z.object({ nonce: z.string(), attachment, alt: z.string().max(ALT_MAX_LENGTH) });
export type KeptUpload = z.infer<typeof keptUpload>;

const keptMessage = z.object({
  channelId,
  nonce: z.string().min(8).max(64),
  body: z.string().max(MESSAGE_MAX_LENGTH),
  sentMs: z.number(),
  replyTo: replyTo.nullable(),
  /** Nonces of all its files, whether they are kept or not. */
  uploads: z.array(z.string()),
});
export type KeptMessage = z.infer<typeof keptMessage>;

const keptDraft = z.object({
  channelId,
  text: z.string(),
  answered: message.nullable(),
  uploads: z.array(z.string()),
});

const unsent = z.object({
  /** Whose it is: somebody else on this device neither sees nor sends it. */
  memberId,
  messages: z.array(keptMessage),
  drafts: z.array(keptDraft),
  uploads: z.array(keptUpload),
});
export type Unsent = z.infer<typeof unsent>;

/** Undefined for nothing, for what is broken, and for what is another's. */
export const parseUnsent = (stored: unknown, self: Unsent['memberId']): Unsent | undefined => {
  const parsed = unsent.safeParse(stored);
  return parsed.success && parsed.data.memberId === self ? parsed.data : undefined;
};

/** The newest of each, as far as there is room; messages, which somebody sent off, before drafts. */
export const boundUnsent = (all: Unsent): Unsent => {
  let room = LENGTH_MAX;
  const newest = <T>(items: readonly T[]): T[] => {
    const kept: T[] = [];
    for (const item of items.slice(-ITEMS_MAX).reverse()) {
      room -= JSON.stringify(item).length;
      if (room < 0) {
        break;
      }
      kept.unshift(item);
    }
    return kept;
  };
  const messages = newest(all.messages);
  const drafts = newest(all.drafts);
  const needed = new Set([...messages, ...drafts].flatMap(({ uploads }) => uploads));
  return { ...all, messages, drafts, uploads: newest(all.uploads.filter(({ nonce }) => needed.has(nonce))) };
};
