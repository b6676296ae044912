import { createHash, createPrivateKey } from 'node:crypto';
import { appendFileSync, createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { signFile } from '../../electron/updates/signature.ts';

const FEED = /^latest.*\.yml$/u;

/**
 * Signs the packages that were made, into each feed beside them, as `electron/updates/signature.ts` wants it.
 *
 * @param artifacts their files
 * @param privateKey PEM of an Ed25519 key
 * @throws Error when there is no feed to sign
 */
export async function signFeed(
  folder: string,
  version: string,
  artifacts: readonly string[],
  privateKey: string,
): Promise<void> {
  const key = createPrivateKey(privateKey);
  const feeds = readdirSync(folder).filter((name) => FEED.test(name));
  if (feeds.length === 0) {
    throw new Error(`there is no latest*.yml in ${folder}`);
  }
  const hashes = await Promise.all(artifacts.filter((file) => !/\.(?:yml|blockmap)$/u.test(file)).map(hashOf));
  const lines = hashes.map((hash) => `  - sha512: ${hash}\n    signature: ${signFile(version, hash, key)}\n`);
  for (const name of feeds) {
    appendFileSync(join(folder, name), `signatures:\n${lines.join('')}`);
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha512');
  for await (const part of createReadStream(file)) {
    hash.update(part as Buffer); // without an encoding it gives these
  }
  return hash.digest('base64');
}
