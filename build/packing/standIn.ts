import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPackage } from '@electron/asar';

/** What marks the fuses in Electron's binary, and the fuses as they are delivered: 0 is off, 1 is on. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSE_VERSION = 1;
const FUSES = '10110101';

/**
 * A folder that looks like Electron's for Linux: where the real one cannot be downloaded, what is packed around it can
 * still be looked at. It cannot be run.
 */
export async function makeStandIn(folder: string, version: string): Promise<string> {
  const resources = join(folder, 'resources');
  mkdirSync(join(folder, 'locales'), { recursive: true });
  mkdirSync(resources, { recursive: true });
  const wire = Buffer.concat([
    Buffer.from(FUSE_SENTINEL),
    Buffer.from([FUSE_VERSION, FUSES.length]),
    Buffer.from(FUSES),
  ]);
  writeFileSync(
    join(folder, 'electron'),
    Buffer.concat([Buffer.from('#!/bin/sh\necho "a stand-in for Electron" >&2\nexit 1\n'), wire, Buffer.from('\n')]),
  );
  writeFileSync(join(folder, 'chrome-sandbox'), '');
  for (const program of ['electron', 'chrome-sandbox']) {
    chmodSync(join(folder, program), 0o755);
  }
  writeFileSync(join(folder, 'version'), version);
  writeFileSync(join(folder, 'LICENSE'), 'A stand-in.\n');
  writeFileSync(join(folder, 'locales', 'en-US.pak'), '');
  const app = join(folder, 'default_app');
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'main.js'), '');
  await createPackage(app, join(resources, 'default_app.asar'));
  rmSync(app, { recursive: true });
  return folder;
}
