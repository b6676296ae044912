/** What moderators did: one entry of the audit log. */
import { z } from 'zod';

export const AUDIT_ACTIONS = [
  'mute',
  'unmute',
  'priorityGiven',
  'priorityTaken',
  'disconnect',
  'move',
  'kick',
  'ban',
  'unban',
  'roleCreated',
  'roleChanged',
  'roleDeleted',
  'rolesOrdered',
  'roleGiven',
  'roleTaken',
  'overrideSet',
  'overrideCleared',
  'channelCreated',
  'channelChanged',
  'channelDeleted',
  'messageDeleted',
  'partyChanged',
  'historyPruned',
] as const;
export const auditAction = z.enum(AUDIT_ACTIONS);
export type AuditAction = z.infer<typeof auditAction>;

export const auditEntry = z.object({
  id: z.number().int().min(1),
  atMs: z.number().int(),
  /** Names are as they were then. */
  by: z.string(),
  action: auditAction,
  /** Whom, or what, it was about. */
  target: z.string().nullable(),
  channel: z.string().nullable(),
  /** Which role was given, taken, or decided about otherwise. */
  role: z.string().nullable(),
  reason: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;
