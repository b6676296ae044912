import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';

/** What the app looks for beside its own code, wherever it runs: in a checkout, or packed. */
export interface Resources {
  /** The server's entry, which runs in a process of its own. */
  readonly server: string;
  /** The built client, for the window and for browsers. */
  readonly web: string;
  readonly preload: string;
  /** The entry of the process that sees keys. */
  readonly hook: string;
  /** mediasoup's worker; undefined where the environment, or mediasoup itself, says where it is. */
  readonly worker: string | undefined;
  /** The ffmpeg that was packed; undefined where the system's own is used. */
  readonly ffmpeg: string | undefined;
}

const ARCHIVE = 'app.asar';
/** The folder of `extraResources` in electron-builder.yml. */
const PROGRAMS = 'bin';

/**
 * Finds everything by where main's own code is. Packed, main and preload are in the archive, whose content is checked
 * when it is read; what runs in processes of its own, or is loaded by the system, is unpacked beside it (asarUnpack in
 * electron-builder.yml). `npm run dist:check` looks by this same function whether all of it is there.
 *
 * @param mainDir the folder of the built main.js
 */
export function findResources(mainDir: string, platform: NodeJS.Platform): Resources {
  const archive = mainDir.lastIndexOf(`${sep}${ARCHIVE}${sep}`);
  const dist = join(mainDir, '..');
  const own = { preload: join(mainDir, 'preload.cjs'), hook: join(mainDir, 'hook.js') };
  if (archive === -1) {
    return { ...own, server: serverIn(dist), web: join(dist, 'web'), worker: undefined, ffmpeg: undefined };
  }
  const resources = mainDir.slice(0, archive);
  const unpacked = join(resources, `${ARCHIVE}.unpacked`, dist.slice(archive + ARCHIVE.length + 2));
  const program = (name: string): string => join(resources, PROGRAMS, platform === 'win32' ? `${name}.exe` : name);
  const ffmpeg = program('ffmpeg');
  return {
    ...own,
    server: serverIn(unpacked),
    web: join(unpacked, 'web'),
    worker: program('mediasoup-worker'),
    ffmpeg: existsSync(ffmpeg) ? ffmpeg : undefined,
  };
}

const serverIn = (dist: string): string => join(dist, 'server', 'main.js');
