/** Debian's Chromium with a fake microphone. The fake capture file is per process, hence one process per voice. */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { LaunchOptions } from '@playwright/test';
import { config } from '../config.ts';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

const FLAGS = [
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--ignore-certificate-errors',
];

export interface Microphone {
  /** What it hears, over and over: a WAV file. */
  readonly file?: string;
  /** Whether the browser lets pages have it. */
  readonly allowed: boolean;
  /** The environment of a sound server whose devices are used in place of fake ones. */
  readonly sound?: Readonly<Record<string, string>>;
}

/** @throws Error that names what to install */
export function chromiumOptions({ file, allowed, sound }: Microphone): LaunchOptions {
  return {
    executablePath: findChromium(),
    // Real devices are to be heard.
    ...(sound === undefined ? {} : { env: { ...sound }, ignoreDefaultArgs: ['--mute-audio'] }),
    args: [
      ...FLAGS,
      ...(sound === undefined ? ['--use-fake-device-for-media-stream'] : []),
      allowed ? '--use-fake-ui-for-media-stream' : '--deny-permission-prompts',
      ...(file === undefined ? [] : [`--use-file-for-fake-audio-capture=${file}`]),
      // Chromium's sandbox refuses to start as root, which is what containers run tests as.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  };
}

function findChromium(): string {
  for (const folder of config.searchPath) {
    for (const program of PROGRAMS) {
      const path = join(folder, program);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here; the next folder.
      }
    }
  }
  throw new Error('no Chromium in PATH: install it with `apt-get install chromium`');
}
