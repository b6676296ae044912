export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * Messages are fixed sentences, facts are fields. Never a token, an address, SDP, ICE or DTLS parameters or the
 * text of a message. `info` is for lifecycles, `warn` for what a person running the server should look at,
 * `error` for faults of ours (with their stack), `debug` for the rest.
 */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fault: unknown, fields?: LogFields): void;
}

export const SILENT_LOG: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
