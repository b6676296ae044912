import { z } from 'zod';
import { certificateFingerprint } from '../../common/lan.ts';
import { readStored, writeStored } from '../platform/storage.ts';

const KEY = 'yankcord.servers';
const KEPT = 8;

const recentServer = z.object({
  origin: z.url({ protocol: /^https$/ }).max(300),
  name: z.string().max(128),
  fingerprint: certificateFingerprint.optional(),
});
export type RecentServer = z.infer<typeof recentServer>;

/** Each entry alone: a damaged one costs no other. */
const stored = z.array(recentServer.nullable().catch(null)).catch([]);

/** Where the person was last, latest first; kept on this device. */
export function recentServers(): RecentServer[] {
  return stored
    .parse(readStored(KEY))
    .filter((server) => server !== null)
    .slice(0, KEPT);
}

/** A party that moved to another address is the same by its certificate. */
export function rememberServer(server: RecentServer): void {
  const others = recentServers().filter(
    ({ origin, fingerprint }) =>
      origin !== server.origin && (fingerprint === undefined || fingerprint !== server.fingerprint),
  );
  writeStored(KEY, [server, ...others].slice(0, KEPT));
}

export function forgetServer(gone: RecentServer): void {
  writeStored(
    KEY,
    recentServers().filter(({ origin }) => origin !== gone.origin),
  );
}
