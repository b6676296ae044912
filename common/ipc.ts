/**
 * The contract between the desktop app's processes: renderer <-> main (`ipcCalls`, `ipcNotices`) and main <-> the
 * embedded server (`serverMessageSchema`, `hostMessageSchema`). Main parses everything that reaches it; the preload
 * takes only types from here, so that no schema runs inside the sandbox.
 */
import { z } from 'zod';
import { ERROR_CODES } from './errors.ts';
import { certificateFingerprint } from './lan.ts';

const failureSchema = z.object({ code: z.enum(ERROR_CODES), message: z.string() });
export type Failure = z.infer<typeof failureSchema>;

/** Where the embedded party listens, and the certificate it must show there. */
export const partySchema = z.object({ url: z.url({ protocol: /^https$/ }), fingerprint: certificateFingerprint });
export type Party = z.infer<typeof partySchema>;

/** Told by the server to the process that forked it, once, when it takes connections. */
export const serverReadySchema = z.object({
  kind: z.literal('ready'),
  /** Every address under which others may reach the party, as `https://ADDRESS:PORT`. */
  addresses: z.array(z.string()),
  /** The address for this machine. */
  url: z.url({ protocol: /^https$/ }),
  fingerprint: certificateFingerprint,
});
export type ServerReady = z.infer<typeof serverReadySchema>;

/** Told instead of `ready` by a server that cannot start; it exits next. */
export const serverFailedSchema = z.object({ kind: z.literal('failed'), error: failureSchema });

export const serverMessageSchema = z.discriminatedUnion('kind', [serverReadySchema, serverFailedSchema]);

/** Told to the embedded server. `stop` is what Ctrl-C is in a terminal: guests are told, then it exits 0. */
export const hostMessageSchema = z.object({ kind: z.literal('stop') });
export type HostMessage = z.infer<typeof hostMessageSchema>;

/** Calls of the renderer, answered by main. */
export const ipcCalls = {
  /** Answers when the embedded party is ready, or fails with what keeps it from hosting. */
  'party.get': { data: z.undefined(), answer: partySchema },
} as const;
export type IpcCallName = keyof typeof ipcCalls;
export type IpcData<Name extends IpcCallName> = z.infer<(typeof ipcCalls)[Name]['data']>;
export type IpcAnswer<Name extends IpcCallName> = z.infer<(typeof ipcCalls)[Name]['answer']>;

export type IpcReply<Answer> =
  { readonly ok: true; readonly data: Answer } | { readonly ok: false; readonly error: Failure };

/** The embedded party as the window shows it; `restarting` after its server died and was started again. */
export const partyStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('starting') }),
  z.object({ kind: z.literal('ready'), party: partySchema }),
  z.object({ kind: z.literal('restarting') }),
  z.object({ kind: z.literal('failed'), error: failureSchema }),
]);
export type PartyState = z.infer<typeof partyStateSchema>;

/** Told by main to the renderer. */
export const ipcNotices = { 'party.changed': partyStateSchema } as const;
export type IpcNoticeName = keyof typeof ipcNotices;
export type IpcNotice<Name extends IpcNoticeName> = z.infer<(typeof ipcNotices)[Name]>;

/** What the preload puts on `window.desktop`. Replies come back whole; `platform/desktop` revives failures. */
export interface Desktop {
  readonly party: {
    get(): Promise<IpcReply<Party>>;
    /** Answers the function that ends the subscription. */
    onChanged(listener: (state: PartyState) => void): () => void;
  };
}
