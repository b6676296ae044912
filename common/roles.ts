/** Roles, what channels decide otherwise, bans and the audit log: shapes, requests and notices. */
import { z } from 'zod';
import { auditEntry } from './audit.ts';
import { avatarHue, channel, displayName, voiceMember } from './community.ts';
import { banId, channelId, memberId, roleId } from './ids.ts';
import { CHANNEL_PERMISSIONS, knownBits, permissionBits, permissionName } from './permissions.ts';

export const ROLES_MAX = 100;
/** Of one channel. */
export const OVERRIDES_MAX = 100;
export const BAN_REASON_MAX_LENGTH = 200;

/** The role that every member has; its name is never shown as it is stored. */
export const EVERYONE_ROLE = 'everyone';

export const role = z.object({
  id: roleId,
  name: z.string(),
  /** The colour of its members' names, in degrees of oklch; null: none of its own. */
  hue: avatarHue.nullable(),
  /** Higher stands above; `everyone` is 0. */
  position: z.number().int().min(0),
  permissions: permissionBits,
});
export type Role = z.infer<typeof role>;

export const overrideTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('role'), roleId }),
  z.object({ kind: z.literal('member'), memberId }),
]);
export type OverrideTarget = z.infer<typeof overrideTarget>;

/** What one channel decides otherwise, for a role or a member. */
export const override = z.object({ target: overrideTarget, allow: permissionBits, deny: permissionBits });
export type Override = z.infer<typeof override>;

/** What a member may do: on the server, and in each channel that it sees. */
export const access = z.object({
  server: permissionBits,
  channels: z.record(channelId, permissionBits),
});
export type Access = z.infer<typeof access>;

/** What decided about a permission. */
export const cause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('owner') }),
  /** It grants it. */
  z.object({ kind: z.literal('role'), roleId }),
  /** No role grants it. */
  z.object({ kind: z.literal('nothing') }),
  /** The channel allows or denies it to this role. */
  z.object({ kind: z.literal('roleOverride'), roleId }),
  z.object({ kind: z.literal('memberOverride') }),
  /** It would be granted, but means nothing without another one. */
  z.object({ kind: z.literal('needs'), permission: permissionName }),
]);
export type Cause = z.infer<typeof cause>;

export const verdict = z.object({ permission: permissionName, allowed: z.boolean(), cause });
export type Verdict = z.infer<typeof verdict>;

export const ban = z.object({
  id: banId,
  /** As they were called then. */
  name: z.string(),
  memberId,
  reason: z.string(),
  by: z.string(),
  atMs: z.number().int(),
  /** Null: for good. */
  untilMs: z.number().int().nullable(),
  /** Their address cannot come in either. Which it is is told to nobody. */
  address: z.boolean(),
});
export type Ban = z.infer<typeof ban>;

const nothing = z.object({});
const channelBits = knownBits.refine((bits) => (bits & ~CHANNEL_PERMISSIONS) === 0);
const reason = z
  .string()
  .max(BAN_REASON_MAX_LENGTH * 2)
  .transform((text) => text.normalize('NFC').trim().replace(/\s+/gu, ' '))
  .pipe(
    z
      .string()
      .max(BAN_REASON_MAX_LENGTH)
      .regex(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}]*$/u),
  );

/**
 * Whoever manages roles does so below their own highest one, and gives only what they may themselves; the owner stands
 * above all. What is above, or more than one has, is `forbidden`.
 */
export const roleRequests = {
  createRole: {
    data: z.object({ name: displayName, hue: avatarHue.nullable(), permissions: knownBits }),
    answer: z.object({ role }),
  },
  /** What is not named stays. Of `everyone` only the permissions can be changed: `invalid`. */
  updateRole: {
    data: z
      .object({
        roleId,
        name: displayName.exactOptional(),
        hue: avatarHue.nullable().exactOptional(),
        permissions: knownBits.exactOptional(),
      })
      .refine((change) => Object.keys(change).length > 1),
    answer: z.object({ role }),
  },
  /** From everybody who has it too. */
  deleteRole: { data: z.object({ roleId }), answer: nothing },
  /** All roles but `everyone`, the highest first; `invalid` where one is missing. */
  orderRoles: { data: z.object({ roleIds: z.array(roleId).max(ROLES_MAX) }), answer: nothing },
  setMemberRole: { data: z.object({ memberId, roleId, on: z.boolean() }), answer: nothing },
  loadOverrides: { data: z.object({ channelId }), answer: z.object({ overrides: z.array(override) }) },
  /** Neither allowing nor denying anything takes it away. */
  setOverride: {
    data: z
      .object({ channelId, target: overrideTarget, allow: channelBits, deny: channelBits })
      .refine(({ allow, deny }) => (allow & deny) === 0),
    answer: z.object({ overrides: z.array(override) }),
  },
  /** What this member may in this channel, and what decided that, bit by bit. */
  whyMay: { data: z.object({ channelId, memberId }), answer: z.object({ verdicts: z.array(verdict) }) },
  /** Out of the party, and not back; `address`: nor anybody else from where they are now. */
  banMember: {
    data: z.object({
      memberId,
      reason,
      untilMs: z.number().int().min(0).nullable(),
      address: z.boolean(),
    }),
    answer: z.object({ ban }),
  },
  unban: { data: z.object({ banId }), answer: nothing },
  loadBans: { data: nothing, answer: z.object({ bans: z.array(ban) }) },
  /** What moderators did, newest first; `before`: older than this entry. */
  loadAudit: {
    data: z.object({ before: z.number().int().min(1).exactOptional(), limit: z.number().int().min(1).max(100) }),
    answer: z.object({ entries: z.array(auditEntry), more: z.boolean() }),
  },
} as const;

export const roleNotices = {
  /** To everybody: all roles as they are now. Who has which is told with the members. */
  rolesChanged: z.object({ roles: z.array(role) }),
  /** What this member may and sees from now on; replaces what was told before, with who is in the channels it sees. */
  accessChanged: z.object({ access, channels: z.array(channel), voice: z.array(voiceMember) }),
} as const;
