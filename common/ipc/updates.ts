/** How the app gets newer: what it knows of a newer version, and what a person does about it. */
import { z } from 'zod';
import { failureSchema } from './failure.ts';

/** `checkout`: it is no installed app; `noFeed`: it was built without a place to look; `unsupported`: this kind of package. */
export const UPDATES_OFF = ['checkout', 'noFeed', 'unsupported'] as const;

const version = z.string().max(64);

export const updateState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('off'), reason: z.enum(UPDATES_OFF) }),
  /** `checkedAtMs`: null before it was looked for the first time. */
  z.object({ kind: z.literal('idle'), checkedAtMs: z.number().nullable() }),
  z.object({ kind: z.literal('checking') }),
  /** `quiet`: the person does not want to hear of it, for now or at all. */
  z.object({ kind: z.literal('available'), version, notes: z.string().nullable(), quiet: z.boolean() }),
  /** `done`: 0 to 1. */
  z.object({ kind: z.literal('downloading'), version, done: z.number() }),
  /** Put in place when the app ends. */
  z.object({ kind: z.literal('ready'), version }),
  /** `version`: of what could not be fetched; null when looking for one failed. */
  z.object({ kind: z.literal('failed'), failure: failureSchema, version: version.nullable() }),
]);
export type UpdateState = z.infer<typeof updateState>;

const nothing = { data: z.undefined(), answer: z.undefined() } as const;

export const updatesCalls = {
  'updates.getState': { data: z.undefined(), answer: updateState },
  /** Looks for a newer version now; answers when it has looked. */
  'updates.check': nothing,
  /** Fetches what is available; the state tells how far it is. */
  'updates.download': nothing,
  'updates.cancel': nothing,
  /** Says nothing of it for a day. */
  'updates.postpone': nothing,
  /** Says nothing of this version any more. */
  'updates.ignore': nothing,
  /** Ends the party, puts the new version in place and starts it. */
  'updates.install': nothing,
} as const;

export const updatesNotices = { 'updates.changed': updateState } as const;
