import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../config.mjs';

/** What has been done in this checkout, one file a fact. Deleting the folder makes everything be done again. */
const STAMPS = join(ROOT, '.setup');

/** @param {string} name */
export function readStamp(name) {
  try {
    return readFileSync(join(STAMPS, name), 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
export function writeStamp(name, text) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(join(STAMPS, name), text);
}

/** @param {string} name */
export function removeStamp(name) {
  rmSync(join(STAMPS, name), { force: true });
}

/**
 * A hash of the names and contents of files and folders. Contents rather than times, because a fresh clone or a switch
 * of branches changes times alone; the whole project's sources take a few milliseconds.
 *
 * @param {readonly string[]} paths below `root`; missing ones count as empty
 * @param {string} [root]
 */
export function fingerprintOf(paths, root = ROOT) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesBelow(path, root)) {
      hash.update(`${file}\0`);
      hash.update(readFileSync(join(root, file)));
      hash.update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @param {string} root
 * @returns {string[]} in an order of its own, the same on every machine
 */
function filesBelow(path, root) {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (found === undefined) {
    return [];
  }
  if (found.isFile()) {
    return [path];
  }
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(`${path}/${entry.name}`, root));
}
