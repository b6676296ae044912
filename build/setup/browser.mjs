import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { config, ROOT } from '../config.mjs';
import { runCommand } from '../worker/command.mjs';
import { canInstallPackages, installPackages } from '../worker/debianPackages.mjs';
import { SetupError } from '../worker/SetupError.mjs';
import { PINNED_NODE } from './packages.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** A Chromium that the system brings; undefined where Playwright's own is to be used. */
export function findChromium() {
  return config.path
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}

/** Some tests plug devices in and out: those of a sound server that they start themselves. */
const SOUND_PACKAGES = ['pulseaudio', 'pulseaudio-utils'];
const SOUND_PROGRAMS = ['pulseaudio', 'pactl', 'parec'];

const hasSound = () =>
  SOUND_PROGRAMS.every((name) => config.path.split(delimiter).some((folder) => existsSync(join(folder, name))));

/**
 * The sound server of the end-to-end tests. Without one the tests that need it say so.
 *
 * @param {AbortSignal | undefined} [signal]
 * @returns {import('./steps.mjs').Step}
 */
export function soundStep(signal) {
  return {
    name: 'sound server',
    isDone: async () => hasSound() || !existsSync('/etc/debian_version') || !(await canInstallPackages()),
    run: async (say) => {
      await installPackages(SOUND_PACKAGES, { log: say, logFile: join(ROOT, '.setup', 'sound.log'), signal });
    },
  };
}

/**
 * The browser of the end-to-end tests: the system's, Debian's package, or Playwright's own.
 *
 * @param {AbortSignal | undefined} [signal]
 * @returns {import('./steps.mjs').Step}
 */
export function browserStep(signal) {
  return {
    name: 'browser',
    isDone: () => findChromium() !== undefined,
    run: async (say) => {
      const onDebian = existsSync('/etc/debian_version');
      if (onDebian && (await canInstallPackages())) {
        // Without fonts, pages are empty boxes; the package only recommends them.
        await installPackages(['chromium', 'fonts-liberation'], {
          log: say,
          logFile: join(ROOT, '.setup', 'browser.log'),
          signal,
        });
        return;
      }
      const { exitCode, output } = await runCommand(
        PINNED_NODE,
        [join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium'],
        { signal },
      );
      if (exitCode !== 0) {
        throw new SetupError({
          step: 'browser',
          reason: `No Chromium is installed, and Playwright could not download one: ${output.at(-1) ?? 'it said nothing'}.`,
          action: onDebian ? 'Type: sudo apt-get install chromium' : 'Install Chromium or Chrome.',
        });
      }
    },
  };
}
