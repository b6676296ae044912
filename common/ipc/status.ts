/** What of the page shows outside of its window: in the tray, as a badge, as a notification. */
import { z } from 'zod';
import { channelId } from '../ids.ts';

/** Channels of different servers may have the same id: by what the page knows the server. */
const noticePlace = z.object({ server: z.string().max(500), channelId });
export type NoticePlace = z.infer<typeof noticePlace>;

const line = z.string().min(1).max(120);

/** `idle`: in no call. */
export const VOICE_LOOKS = ['idle', 'open', 'talking', 'muted', 'deafened'] as const;

const status = z.object({
  voice: z.enum(VOICE_LOOKS),
  /** A moderator mutes: unmuting is not the person's to do. */
  serverMuted: z.boolean(),
  /** Others are, or may be, in the party that this app hosts: they lose it with the app. */
  guests: z.boolean(),
  /** Messages that name the person, unread. */
  mentions: z.number().int().min(0).max(9_999),
  /** In the person's language, since main has no texts of its own. */
  texts: z.object({
    tooltip: line,
    mute: line,
    unmute: line,
    deafen: line,
    undeafen: line,
    leave: line,
    show: line,
    quit: line,
  }),
});
export type Status = z.infer<typeof status>;

export const statusCalls = {
  'status.tell': { data: status, answer: z.undefined() },
  /** What is shown of a channel is old now. */
  'status.withdraw': { data: noticePlace, answer: z.undefined() },
  /** Shown by the system; a newer one of the same channel takes its place. */
  'status.notify': { data: noticePlace.extend({ title: line, body: z.string().max(300) }), answer: z.undefined() },
} as const;

export const STATUS_CHOICES = ['toggleMute', 'toggleDeafen', 'leave'] as const;
export type StatusChoice = (typeof STATUS_CHOICES)[number];

export const statusNotices = {
  /** From the tray's menu. */
  'status.chosen': z.enum(STATUS_CHOICES),
  /** A notification was clicked, and the window is shown. */
  'status.notificationOpened': noticePlace,
} as const;
