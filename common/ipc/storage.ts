/** What the page keeps on this device: in the app's own settings file, where a browser has its storage. */
import { z } from 'zod';

/** Room for one thing that is kept, in characters of JSON; a browser would give more, to nobody's good. */
const VALUE_MAX_LENGTH = 262_144;

/** Each store of the page has a name below `yankcord.`; tokens have the server's origin in theirs. */
export const storageKey = z
  .string()
  .max(300)
  .regex(/^yankcord\.[A-Za-z0-9.:/[\]_-]+$/u);

const stored = z.object({
  /** By key, unparsed: each store parses its own. */
  values: z.record(z.string(), z.unknown()),
  /** Whether the system keeps secrets for us; else they are in a file that only this person may read. */
  secretsGuarded: z.boolean(),
  /** Where settings that could not be read were put aside; null when all is well. */
  setAside: z.string().nullable(),
});
export type Stored = z.infer<typeof stored>;

export const storageCalls = {
  'storage.load': { data: z.undefined(), answer: stored },
  /** Answers when it is on the disk. */
  'storage.write': {
    data: z.object({ key: storageKey, json: z.string().max(VALUE_MAX_LENGTH) }),
    answer: z.undefined(),
  },
  'storage.remove': { data: z.object({ key: storageKey }), answer: z.undefined() },
} as const;
