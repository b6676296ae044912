import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, Platform, type Configuration } from 'electron-builder';
import { parseFeed, type Feed } from '../../electron/updates/feed.ts';
import { config as settings, ROOT } from '../config.mjs';
import { readJson } from '../setup/json.mjs';
import { stagePrograms, type Programs } from './bin.ts';
import { signFeed } from './signFeed.ts';

export interface PackOptions {
  readonly programs: Programs;
  /** Another Electron than the one that is downloaded. */
  readonly electronDist?: string;
  /** Where to; `dist/packages` unless named. */
  readonly output?: string;
  /** The unpacked app alone, without installers. */
  readonly directoryOnly: boolean;
}

/** Packs for the platform it runs on, as electron-builder.yml says: a worker of another one could not be tried. */
export async function pack({ programs, electronDist, output, directoryOnly }: PackOptions): Promise<string[]> {
  stagePrograms(join(ROOT, 'dist', 'bin'), programs, join(ROOT, 'node_modules', 'mediasoup'));
  const feed = feedOf(settings.updateFeed, settings.updatePublicKey);
  const config: Configuration = {
    // In the archive, and as electron-updater wants it: it makes the feed of what is packed.
    ...(feed === undefined
      ? {}
      : { extraMetadata: { updateFeed: feed }, publish: { provider: 'generic' as const, url: feed.url } }),
    ...(electronDist === undefined ? {} : { electronDist }),
    ...(output === undefined ? {} : { directories: { output } }),
  };
  const made = await build({
    projectDir: ROOT,
    targets: Platform.current().createTarget(directoryOnly ? 'dir' : undefined),
    config,
    publish: 'never',
  });
  if (feed !== undefined && settings.updateSigningKey !== undefined && !directoryOnly) {
    const { version } = readJson(join(ROOT, 'package.json')) as { version: string };
    const folder = output ?? join(ROOT, 'dist', 'packages');
    await signFeed(folder, version, made, readFileSync(settings.updateSigningKey, 'utf8'));
  }
  return made;
}

/** @throws ZodError for an address that is not https; Error for one of the two without the other */
function feedOf(url: string | undefined, publicKey: string | undefined): Feed | undefined {
  if (url === undefined && publicKey === undefined) {
    return undefined;
  }
  if (url === undefined || publicKey === undefined) {
    throw new Error('YANKCORD_UPDATE_FEED and YANKCORD_UPDATE_PUBLIC_KEY go together');
  }
  return parseFeed({ url, publicKey });
}
