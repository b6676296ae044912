/** How channels are made, described, ordered and deleted, and the categories they stand in. */
import { z } from 'zod';
import { channel, displayName } from './community.ts';
import { categoryId, channelId } from './ids.ts';

export const CHANNELS_MAX = 200;
export const CATEGORIES_MAX = 50;
export const DESCRIPTION_MAX_LENGTH = 300;
/** Six hours. */
const SLOW_MODE_MAX_SECONDS = 21_600;

export const category = z.object({ id: categoryId, name: z.string() });
export type Category = z.infer<typeof category>;

/** Of channels and categories the same as of people. */
const name = displayName;

/** One line, or nothing; as names without what cannot be seen or turns the direction around. */
const description = z
  .string()
  .max(DESCRIPTION_MAX_LENGTH * 4)
  .transform((text) => text.normalize('NFC').trim().replace(/\s+/gu, ' '))
  .pipe(
    z
      .string()
      .max(DESCRIPTION_MAX_LENGTH)
      .regex(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}]*$/u),
  );
const slowModeSeconds = z.number().int().min(0).max(SLOW_MODE_MAX_SECONDS);

const nothing = z.object({});
const oneCategory = z.object({ category });

/** Where each channel stands. */
const channelPlace = z.object({
  channelId,
  categoryId: categoryId.nullable(),
  position: z.number().int(),
});
export type ChannelPlace = z.infer<typeof channelPlace>;

/** All of them need the permission to manage channels. */
export const channelRequests = {
  /** At the end of its category. `too_many` */
  createChannel: {
    data: z.object({ kind: z.enum(['text', 'voice']), name, categoryId: categoryId.nullable() }),
    answer: z.object({ channel }),
  },
  /** What channels of both kinds have; what is not named stays. */
  updateChannel: {
    data: z.object({
      channelId,
      name: name.exactOptional(),
      description: description.exactOptional(),
      slowModeSeconds: slowModeSeconds.exactOptional(),
    }),
    answer: z.object({ channel }),
  },
  /** Whoever talks in it is taken out. What was written in it goes only `withMessages`; else `channel_not_empty`. */
  deleteChannel: { data: z.object({ channelId, withMessages: z.boolean() }), answer: nothing },
  /** In front of another channel of that category, or at its end. */
  moveChannel: {
    data: z.object({ channelId, categoryId: categoryId.nullable(), before: channelId.nullable() }),
    answer: nothing,
  },
  createCategory: { data: z.object({ name }), answer: oneCategory },
  updateCategory: { data: z.object({ categoryId, name }), answer: oneCategory },
  /** Its channels stay, above all categories. */
  deleteCategory: { data: z.object({ categoryId }), answer: nothing },
  /** In front of another, or at the end. */
  moveCategory: { data: z.object({ categoryId, before: categoryId.nullable() }), answer: nothing },
} as const;

export const channelNotices = {
  channelDeleted: z.object({ channelId }),
  /** All categories in their order, and where every channel stands that the receiver may see. */
  channelsArranged: z.object({ categories: z.array(category), places: z.array(channelPlace) }),
} as const;
