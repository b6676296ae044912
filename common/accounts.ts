/** Accounts, their sessions, and invites: what a server offers at its door, and the requests about them. */
import { z } from 'zod';
import { member } from './community.ts';
import { memberId, roleId } from './ids.ts';

export const PASSWORD_MIN_LENGTH = 8;
export const PASSWORD_MAX_LENGTH = 256;

/** Counted as people count, after NFKC: the same password typed on another keyboard is the same. */
const normalPassword = z.string().transform((text) => text.normalize('NFKC'));

/** A password that may be chosen. */
export const newPassword = normalPassword.pipe(z.string().min(PASSWORD_MIN_LENGTH).max(PASSWORD_MAX_LENGTH));

/** Whatever was typed for one: whether it is right, or may be chosen, is the server's to say. */
export const givenPassword = z
  .string()
  .max(PASSWORD_MAX_LENGTH * 4)
  .transform((text) => text.normalize('NFKC'));

export const DEVICE_MAX_LENGTH = 48;
/** What a device calls itself, for its owner's list of sessions. */
export const deviceName = z
  .string()
  .max(DEVICE_MAX_LENGTH)
  .regex(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}]+$/u);

/** 128 random bits, base64url. Whoever has it may come in: it goes from hand to hand, and is no secret of one person. */
export const inviteToken = z
  .string()
  .length(22)
  .regex(/^[\w-]+$/);

export const INVITE_MAX_USES = 10_000;
export const INVITE_MAX_MS = 366 * 24 * 3_600 * 1_000;

export const invite = z.object({
  token: inviteToken,
  /** Given to whoever comes by it; null: none. */
  roleId: roleId.nullable(),
  /** Whoever made it, as they were called then; null: the command line. */
  by: z.object({ memberId, name: z.string() }).nullable(),
  createdMs: z.number().int(),
  /** Null: never, as with the number of uses. */
  expiresMs: z.number().int().nullable(),
  maxUses: z.number().int().nullable(),
  uses: z.number().int(),
});
export type InviteRecord = z.infer<typeof invite>;

export const REGISTRATIONS = ['open', 'invite', 'closed'] as const;

/** Answer of `POST /door`, told to anybody before they come in. */
export const doorOffer = z.object({
  name: z.string(),
  guests: z.boolean(),
  registration: z.enum(REGISTRATIONS),
  /** The server has no owner yet: the code printed at its start makes an account that one. */
  ownerWanted: z.boolean(),
  /** Of the token that was asked about; null: it does not, or no longer, let anybody in. */
  invite: z.object({ by: z.string().nullable(), role: z.boolean(), expiresMs: z.number().int().nullable() }).nullable(),
});
export type DoorOffer = z.infer<typeof doorOffer>;

/** Of a session, to tell it by: nothing leads from it to the token. */
export const sessionId = z
  .string()
  .length(32)
  .regex(/^[0-9a-f]+$/);

export const deviceSession = z.object({
  id: sessionId,
  device: z.string().nullable(),
  createdMs: z.number().int(),
  usedMs: z.number().int(),
  /** Of the connection that asks. */
  current: z.boolean(),
  /** Connected right now. */
  live: z.boolean(),
});
export type DeviceSession = z.infer<typeof deviceSession>;

export const accountRequests = {
  /** A guest becomes an account, with the id, name and everything else they have. `name_taken`, `registration_closed` … */
  becomeAccount: {
    data: z.object({ password: givenPassword, invite: inviteToken.exactOptional() }),
    answer: z.object({ member }),
  },
  /** Ends all other sessions. `password_wrong`, `password_unfit`, `rate_limited` */
  changePassword: {
    data: z.object({ current: givenPassword, password: givenPassword }),
    answer: z.object({ ended: z.number().int() }),
  },
  /** One's own, the latest used first. */
  listSessions: { data: z.object({}), answer: z.object({ sessions: z.array(deviceSession) }) },
  /** One of one's own; its connections end at once. */
  revokeSession: { data: z.object({ id: sessionId }), answer: z.object({}) },
  /** `invites` of all, the newest first. */
  listInvites: { data: z.object({}), answer: z.object({ invites: z.array(invite) }) },
  createInvite: {
    data: z.object({
      expiresInMs: z.number().int().min(60_000).max(INVITE_MAX_MS).nullable(),
      maxUses: z.number().int().min(1).max(INVITE_MAX_USES).nullable(),
      roleId: roleId.nullable(),
    }),
    answer: z.object({ invite }),
  },
  revokeInvite: { data: z.object({ token: inviteToken }), answer: z.object({}) },
} as const;

export const SESSION_ENDS = ['revoked', 'passwordChanged'] as const;

export const accountNotices = {
  /** To the connections of a session that is over, before they end. */
  sessionEnded: z.object({ reason: z.enum(SESSION_ENDS) }),
} as const;
