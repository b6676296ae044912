import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../config.mjs';
import { fingerprintOf, readStamp, writeStamp } from './stamps.mjs';

/**
 * What is built: which sources make it, and what must be there afterwards.
 *
 * @typedef {'client' | 'server' | 'desktop'} PartName
 * @typedef {{ sources: string[], outputs: string[] }} Part
 */

/** Everything that is in every part: the contracts, and the versions of what is bundled. */
const SHARED = ['common', 'package.json', 'package-lock.json', 'tsconfig.base.json'];

/** @type {Readonly<Record<PartName, Part>>} */
export const PARTS = {
  client: {
    sources: ['renderer', 'vite.config.ts', 'build/vite.client.ts', 'build/precompress.mjs', ...SHARED],
    outputs: ['dist/web/index.html'],
  },
  server: { sources: ['server', 'build/vite.server.ts', ...SHARED], outputs: ['dist/server/main.js'] },
  desktop: {
    sources: ['electron', 'build/vite.electron.ts', ...SHARED],
    outputs: ['dist/electron/main.js', 'dist/electron/preload.cjs'],
  },
};

/** @type {readonly PartName[]} */
export const ALL_PARTS = ['client', 'server', 'desktop'];

/** @param {PartName} name */
export function isBuilt(name) {
  const { sources, outputs } = PARTS[name];
  return outputs.every((file) => existsSync(join(ROOT, file))) && readStamp(`built-${name}`) === fingerprintOf(sources);
}

/**
 * The sources' hash is taken before the build and kept after it: what is edited meanwhile is built again next time.
 *
 * @param {PartName} name
 * @param {() => Promise<void>} build
 */
export async function buildPart(name, build) {
  const fingerprint = fingerprintOf(PARTS[name].sources);
  await build();
  writeStamp(`built-${name}`, fingerprint);
}
