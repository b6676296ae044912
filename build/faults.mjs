/** `npm run faults -- [ID...]`: whether the tests notice the faults they are there for (tests/faults). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnv, ROOT } from './config.mjs';
import { untilInterrupted } from './setup/interrupt.mjs';
import { PINNED_NODE } from './setup/packages.mjs';
import { prepare } from './setup/prepare.mjs';
import { runCommandLine } from './setup/steps.mjs';

await runCommandLine(() =>
  untilInterrupted(async (signal) => {
    const { workerBin } = await prepare({ parts: [], signal });
    const child = spawn(PINNED_NODE, ['tests/faults/main.ts', ...process.argv.slice(2)], {
      cwd: ROOT,
      env: childEnv({ MEDIASOUP_WORKER_BIN: workerBin }),
      stdio: 'inherit',
      signal,
      killSignal: 'SIGTERM',
    });
    await once(child, 'exit');
    return child.exitCode ?? 1;
  }),
);
