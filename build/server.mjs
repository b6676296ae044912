/** `npm run server -- COMMAND`: the server's own command line (`backup`, `restore`, `doctor`, `user`, `invite`), set up first. */
import { join } from 'node:path';
import { config, ROOT } from './config.mjs';
import { runHosting } from './hosting.mjs';
import { PINNED_NODE } from './setup/packages.mjs';
import { prepare } from './setup/prepare.mjs';
import { untilInterrupted } from './setup/interrupt.mjs';
import { runCommandLine } from './setup/steps.mjs';
import { SERVER_NODE_FLAGS } from './serverFlags.mjs';

await runCommandLine(async () => {
  const { workerBin } = await untilInterrupted((signal) => prepare({ parts: ['client', 'server'], signal }));
  return runHosting({
    program: PINNED_NODE,
    args: [...SERVER_NODE_FLAGS, join(ROOT, 'dist', 'server', 'main.js'), ...process.argv.slice(2)],
    env: { MEDIASOUP_WORKER_BIN: workerBin },
    cwd: config.typedIn, // folders are named from where the command was typed
  });
});
