/** The party embedded in the app, as the window sees it. */
import { z } from 'zod';
import { certificateFingerprint } from '../lan.ts';
import { failureSchema } from './failure.ts';

/** Where the embedded party listens, and the certificate it must show there. */
const partySchema = z.object({ url: z.url({ protocol: /^https$/ }), fingerprint: certificateFingerprint });
export type Party = z.infer<typeof partySchema>;

export const partyCalls = {
  /** Answers when the embedded party is ready, or fails with what keeps it from hosting. */
  'party.get': { data: z.undefined(), answer: partySchema },
} as const;

/** The embedded party as the window shows it; `restarting` after its server died and was started again. */
const partyStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('starting') }),
  z.object({ kind: z.literal('ready'), party: partySchema }),
  z.object({ kind: z.literal('restarting') }),
  z.object({ kind: z.literal('failed'), error: failureSchema }),
]);
export type PartyState = z.infer<typeof partyStateSchema>;

export const partyNotices = { 'party.changed': partyStateSchema } as const;
