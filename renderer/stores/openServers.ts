import { z } from 'zod';
import { certificateFingerprint } from '../../common/lan.ts';
import { readStored, writeStored } from '../platform/storage.ts';

const KEY = 'yankcord.openServers';
const KEPT = 50;

const openServer = z.object({
  origin: z.url({ protocol: /^https$/ }).max(300),
  name: z.string().max(128).catch(''),
  fingerprint: certificateFingerprint.optional(),
});
export type KeptServer = z.infer<typeof openServer>;

/** Each entry alone: a damaged one costs no other. */
const stored = z.array(openServer.nullable().catch(null)).catch([]);

/** @param found anything at all, as it was found */
export const parseServers = (found: unknown): KeptServer[] =>
  stored
    .parse(found)
    .filter((server) => server !== null)
    .slice(0, KEPT);

/** The servers that the person was on when the app ended, in the rail's order; kept on this device. */
export const keptServers = (): KeptServer[] => parseServers(readStored(KEY));

export const keepServers = (servers: readonly KeptServer[]): void => {
  writeStored(KEY, servers.slice(0, KEPT));
};
