/** What people see of a server: members and channels. Shapes of the wire, shared by both ends. */
import { z } from 'zod';
import { categoryId, channelId, memberId, roleId } from './ids.ts';

export const NAME_MAX_LENGTH = 32;

/** What a person may call themselves: trimmed, 1 to 32 characters, no control or direction-changing characters. */
export const displayName = z
  .string()
  .max(NAME_MAX_LENGTH * 4)
  .transform((name) => name.normalize('NFC').trim().replace(/\s+/gu, ' '))
  .pipe(
    z
      .string()
      .min(1)
      .max(NAME_MAX_LENGTH)
      .regex(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}]+$/u),
  );

export const presence = z.enum(['online', 'idle', 'offline']);
export type Presence = z.infer<typeof presence>;

/** The hue of somebody's avatar, in degrees of oklch. */
export const avatarHue = z.number().int().min(0).max(359);

export const member = z.object({
  id: memberId,
  name: z.string(),
  kind: z.enum(['guest', 'account']),
  /** Who set the server up: the first member it had. */
  owner: z.boolean(),
  presence,
  /** As they chose it; null: the one that comes from the id. Servers before this was told knew no choice. */
  hue: avatarHue.nullable().default(null),
  /** Beside the one that everybody has; servers before this was told had none. */
  roles: z.array(roleId).default([]),
});
export type Member = z.infer<typeof member>;

/** Opus settings are settings of the *sender*; bitrate in bit/s. */
export const opusSettings = z.object({
  bitrateBps: z.number().int().min(6_000).max(510_000),
  dtx: z.boolean(),
  fec: z.boolean(),
  stereo: z.boolean(),
});
export type OpusSettings = z.infer<typeof opusSettings>;

/** Clear speech; what a new voice channel starts with. */
export const DEFAULT_OPUS: OpusSettings = { bitrateBps: 64_000, dtx: true, fec: true, stereo: false };

/** What channels of both kinds have; servers before categories told none of the last three. */
const channelBase = {
  id: channelId,
  name: z.string(),
  /** Among those of its category. */
  position: z.number().int(),
  /** null: above all categories. */
  categoryId: categoryId.nullable().default(null),
  description: z.string().default(''),
  /** How long people wait between two messages of theirs, seconds; 0 is not at all. */
  slowModeSeconds: z.number().int().min(0).default(0),
};

export const channel = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), ...channelBase }),
  z.object({
    kind: z.literal('voice'),
    ...channelBase,
    /** People at once; 0 is no limit. */
    memberLimit: z.number().int().min(0),
    opus: opusSettings,
    /** What one peer may send in all, bit/s; 0 is the server's limit. */
    peerBitrateBps: z.number().int().min(0).max(1_000_000_000),
  }),
]);
export type Channel = z.infer<typeof channel>;
export type VoiceChannel = Extract<Channel, { kind: 'voice' }>;
export type TextChannel = Extract<Channel, { kind: 'text' }>;

/** A member live in a voice channel, as everyone on the server sees it. */
export const voiceMember = z.object({
  memberId,
  channelId,
  muted: z.boolean(),
  deafened: z.boolean(),
  /** By a moderator: stays until a moderator takes it away. */
  serverMuted: z.boolean(),
  speaking: z.boolean(),
  /** Shows a camera; servers before this was told show nobody's. */
  camera: z.boolean().default(false),
  /** Shares a screen, for whoever wants to watch. */
  screen: z.boolean().default(false),
  /** Heard above the others, as a moderator granted it. */
  priority: z.boolean().default(false),
  /** Their connection was poor lately: words are missing, or come late. */
  poor: z.boolean().default(false),
  /** Unix time in milliseconds of the join. */
  sinceMs: z.number().int(),
});
export type VoiceMember = z.infer<typeof voiceMember>;
