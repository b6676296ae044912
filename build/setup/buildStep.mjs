import { join } from 'node:path';
import { ROOT } from '../config.mjs';
import { runCommand } from '../worker/command.mjs';
import { SetupError } from '../worker/SetupError.mjs';
import { PINNED_NODE } from './packages.mjs';
import { isBuilt } from './parts.mjs';

/**
 * @param {readonly import('./parts.mjs').PartName[]} parts
 * @param {AbortSignal | undefined} [signal]
 * @returns {import('./steps.mjs').Step}
 */
export function buildStep(parts, signal) {
  return {
    name: 'build',
    isDone: () => parts.every(isBuilt),
    run: async (say) => {
      const missing = parts.filter((name) => !isBuilt(name));
      say(`build: ${missing.join(', ')}`);
      // A process of its own: Vite needs a newer Node than the one that may be running this.
      const { exitCode, output } = await runCommand(PINNED_NODE, [join(ROOT, 'build', 'buildAll.mjs'), ...missing], {
        cwd: ROOT,
        signal,
      });
      if (exitCode !== 0) {
        throw new SetupError({
          step: `build (${missing.join(', ')})`,
          reason: `Vite could not build it:\n  ${output.join('\n  ')}`,
          action: 'Correct what is named above, and run the command again.',
        });
      }
    },
  };
}
