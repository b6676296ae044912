import { join } from 'node:path';
import { build, Platform, type Configuration } from 'electron-builder';
import { ROOT } from '../config.mjs';
import { stagePrograms, type Programs } from './bin.ts';

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
  const config: Configuration = {
    ...(electronDist === undefined ? {} : { electronDist }),
    ...(output === undefined ? {} : { directories: { output } }),
  };
  return build({
    projectDir: ROOT,
    targets: Platform.current().createTarget(directoryOnly ? 'dir' : undefined),
    config,
    publish: 'never',
  });
}
