/**
 * `npm run setup`: everything that `npm start` would bring, without starting. `npm run setup -- desktop` tries again
 * to fetch Electron; `npm run build` is this with `build`, which needs no media worker.
 */
import { bringElectron } from './setup/desktop.mjs';
import { untilInterrupted } from './setup/interrupt.mjs';
import { ALL_PARTS } from './setup/parts.mjs';
import { prepare } from './setup/prepare.mjs';
import { print, runCommandLine } from './setup/steps.mjs';
import { SetupError } from './worker/SetupError.mjs';

await runCommandLine(() =>
  untilInterrupted(async (signal) => {
    const [what = 'all', ...rest] = process.argv.slice(2);
    if (rest.length > 0 || !['all', 'build', 'desktop'].includes(what)) {
      throw new SetupError({
        step: 'reading the arguments',
        reason: `"${process.argv.slice(2).join(' ')}" is not known here.`,
        action: 'Use: npm run setup [-- build | desktop]',
      });
    }
    const { workerBin } = await prepare({ parts: ALL_PARTS, worker: what !== 'build', signal });
    if (what === 'desktop') {
      const desktop = await bringElectron({ again: true, signal });
      print(desktop.kind === 'ready' ? `desktop: ${desktop.program}` : `desktop: ${desktop.why}`);
      return desktop.kind === 'ready' ? 0 : 1;
    }
    print(workerBin === undefined ? 'built' : `ready to start (media worker: ${workerBin})`);
    return 0;
  }),
);
