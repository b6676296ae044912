/** The party embedded in the app, as the window sees it. */
import { z } from 'zod';
import { certificateFingerprint } from '../lan.ts';
import { partyCode, partyName } from '../party.ts';
import { failureSchema } from './failure.ts';

/** Where the embedded party listens, and the certificate it must show there. */
const hostedPartySchema = z.object({
  url: z.url({ protocol: /^https$/ }),
  fingerprint: certificateFingerprint,
  /** Makes whoever authenticates with it the owner: the person at this app. */
  hostKey: z.string(),
});
export type HostedParty = z.infer<typeof hostedPartySchema>;

/** `restarting` after its server died and was started again. */
const partyStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle') }),
  z.object({ kind: z.literal('starting') }),
  z.object({ kind: z.literal('hosting'), party: hostedPartySchema }),
  z.object({ kind: z.literal('restarting') }),
  z.object({ kind: z.literal('stopping') }),
  z.object({ kind: z.literal('failed'), error: failureSchema }),
]);
export type PartyState = z.infer<typeof partyStateSchema>;

/** What the person at the app chose for their party. */
const partyWish = z.object({
  name: partyName,
  code: partyCode.nullable(),
  ask: z.boolean(),
  /** Any free port, where another program has the usual one. */
  anyPort: z.boolean(),
});
export type PartyWish = z.infer<typeof partyWish>;

export const partyCalls = {
  'party.getState': { data: z.undefined(), answer: partyStateSchema },
  /** Answers when the party takes guests, or fails with what keeps it from hosting. One at a time: another is told so. */
  'party.host': { data: partyWish, answer: hostedPartySchema },
  /** Guests are told; answers when nothing of the party runs any more. Without a party it answers at once. */
  'party.stop': { data: z.undefined(), answer: z.undefined() },
} as const;

export const partyNotices = { 'party.changed': partyStateSchema } as const;
