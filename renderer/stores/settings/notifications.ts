import { z } from 'zod';

/** What is told outside of the window; nothing, before the person wants it. */
export const NOTIFICATION_KINDS = ['mentions', 'replies', 'joins'] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];
const NONE: Readonly<Record<NotificationKind, boolean>> = { mentions: false, replies: false, joins: false };

export const notificationsShape = {
  notifications: z
    .object({
      mentions: z.boolean().catch(NONE.mentions),
      replies: z.boolean().catch(NONE.replies),
      joins: z.boolean().catch(NONE.joins),
    })
    .catch(NONE),
};
