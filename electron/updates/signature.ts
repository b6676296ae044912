/**
 * What makes an update ours: an Ed25519 signature (RFC 8032) of each file's version and hash, made where packages are
 * made and checked before anything is fetched. Whoever has the feed's server, or its certificate, still cannot hand out
 * another program: electron-updater itself checks a publisher on Windows and macOS only.
 */
import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';

const sha512 = z.string().regex(/^[A-Za-z0-9+/]{86}==$/u);

/** Of a feed such as `latest-linux.yml`, what is checked; the rest is electron-updater's. */
const signedFeed = z.object({
  version: z.string().min(1).max(64),
  files: z.array(z.object({ sha512 })).min(1),
  signatures: z.array(z.object({ sha512, signature: z.string().max(128) })),
});

/** @param encoded DER of the SPKI, in base64. @throws Error when it is no Ed25519 key */
export function readPublicKey(encoded: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(encoded, 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new Error(`an Ed25519 key is needed, not ${key.asymmetricKeyType ?? 'another'}`);
  }
  return key;
}

/** @param hash SHA-512 of the file, in base64; @returns base64 */
export const signFile = (version: string, hash: string, key: KeyObject): string =>
  sign(null, words(version, hash), key).toString('base64');

/** Whether every file that the feed names was signed for the version that it claims. @param feed as it was read */
export function isSigned(feed: unknown, key: KeyObject): boolean {
  const parsed = signedFeed.safeParse(feed);
  if (!parsed.success) {
    return false;
  }
  const { version, files, signatures } = parsed.data;
  return files.every((file) =>
    signatures.some(
      ({ sha512: hash, signature }) =>
        hash === file.sha512 && verify(null, words(version, hash), key, Buffer.from(signature, 'base64')),
    ),
  );
}

const words = (version: string, hash: string): Buffer => Buffer.from(`yankcord update\n${version}\n${hash}\n`);
