import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { config, ROOT } from '../config.mjs';
import { installPackages } from '../worker/debianPackages.mjs';
import { SetupError } from '../worker/SetupError.mjs';

/** What native capture and the desktop's shortcuts are tested with: the program that must be found, and Debian's package that has it. */
const PROGRAMS = {
  ffmpeg: 'ffmpeg',
  Xvfb: 'xvfb',
  xwininfo: 'x11-utils',
  xrandr: 'x11-xserver-utils',
  xclock: 'x11-apps',
  'dbus-daemon': 'dbus-daemon',
};

/**
 * ffmpeg, and a display without a screen for it to capture.
 *
 * @param {AbortSignal | undefined} [signal]
 * @returns {import('./steps.mjs').Step}
 */
export function captureStep(signal) {
  const missing = () =>
    Object.entries(PROGRAMS)
      .filter(([program]) => !config.path.split(delimiter).some((folder) => existsSync(join(folder, program))))
      .map(([, name]) => name);
  return {
    name: 'capture tools',
    isDone: () => missing().length === 0,
    run: async (say) => {
      const names = missing();
      if (!existsSync('/etc/debian_version')) {
        throw new SetupError({
          step: 'capture tools',
          reason: `Not installed, as Debian calls them: ${names.join(', ')}.`,
          action: "Install them with this system's package manager.",
        });
      }
      await installPackages(names, { log: say, logFile: join(ROOT, '.setup', 'capture.log'), signal });
    },
  };
}
