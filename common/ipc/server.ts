/** What main and the embedded server's process tell each other. */
import { z } from 'zod';
import { certificateFingerprint } from '../lan.ts';
import { failureSchema } from './failure.ts';

/** Told by the server to the process that forked it, once, when it takes connections. */
const serverReadySchema = z.object({
  kind: z.literal('ready'),
  /** Every address under which others may reach the party, as `https://ADDRESS:PORT`. */
  addresses: z.array(z.string()),
  /** The address for this machine. */
  url: z.url({ protocol: /^https$/ }),
  fingerprint: certificateFingerprint,
});
export type ServerReady = z.infer<typeof serverReadySchema>;

/** Told instead of `ready` by a server that cannot start; it exits next. */
const serverFailedSchema = z.object({ kind: z.literal('failed'), error: failureSchema });

export const serverMessageSchema = z.discriminatedUnion('kind', [serverReadySchema, serverFailedSchema]);

/** Told to the embedded server. `stop` is what Ctrl-C is in a terminal: guests are told, then it exits 0. */
export interface HostMessage {
  readonly kind: 'stop';
}
