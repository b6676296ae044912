/** What main and the embedded server's process tell each other. */
import { z } from 'zod';
import { certificateFingerprint } from '../lan.ts';
import { partyCode, partyName } from '../party.ts';
import { failureSchema } from './failure.ts';

/** Told by the server to the process that forked it, once, when it takes connections. */
const serverReadySchema = z.object({
  kind: z.literal('ready'),
  /** Every address under which others may reach the party, as `https://ADDRESS:PORT`. */
  addresses: z.array(z.string()),
  /** The address for this machine. */
  url: z.url({ protocol: /^https$/ }),
  fingerprint: certificateFingerprint,
  /** Whoever brings it is the person at the app, who owns the party. A secret of this run. */
  hostKey: z.string(),
});
export type ServerReady = z.infer<typeof serverReadySchema>;

/** Told instead of `ready` by a server that cannot start; it exits next. */
const serverFailedSchema = z.object({ kind: z.literal('failed'), error: failureSchema });

export const serverMessageSchema = z.discriminatedUnion('kind', [serverReadySchema, serverFailedSchema]);

/** How a party begins; what is not named is as it was left. */
export const partyBeginning = z.object({
  name: partyName.exactOptional(),
  code: partyCode.nullable().exactOptional(),
  ask: z.boolean().exactOptional(),
});
export type PartyBeginning = z.infer<typeof partyBeginning>;

/**
 * Told to the embedded server: `open` first of all, by message, because a code on a command line could be read by every
 * program of the machine. `stop` is what Ctrl-C is in a terminal: guests are told, then it exits 0.
 */
export const hostMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), party: partyBeginning }),
  z.object({ kind: z.literal('stop') }),
]);
export type HostMessage = z.infer<typeof hostMessageSchema>;
