import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Where newer versions are looked for, and whose they have to be. */
const feed = z.object({
  /** The folder with `latest-*.yml` and the packages. */
  url: z.url({ protocol: /^https$/u }),
  /** DER of the Ed25519 SPKI, in base64. */
  publicKey: z.string().min(1),
});
export type Feed = z.infer<typeof feed>;

const packed = z.object({ updateFeed: feed.optional() });

/** @throws ZodError for one that is not https, or without a key */
export const parseFeed = (given: unknown): Feed => feed.parse(given);

/**
 * The feed that was packed with the app; undefined without one.
 * @param packageFile the packed package.json: in the archive, whose content is checked when it is read
 * @throws Error for one that cannot be read, or names a feed that is none
 */
export const readFeed = (packageFile: string): Feed | undefined =>
  packed.parse(JSON.parse(readFileSync(packageFile, 'utf8'))).updateFeed;
