/** `npm start`: the first command in a fresh clone. Sets up what is missing, then hosts a party. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { config, ROOT } from './config.mjs';
import { runHosting } from './hosting.mjs';
import { bringElectron, noWindowReason } from './setup/desktop.mjs';
import { untilInterrupted } from './setup/interrupt.mjs';
import { PINNED_NODE } from './setup/packages.mjs';
import { SERVER_NODE_FLAGS } from './serverFlags.mjs';
import { prepare } from './setup/prepare.mjs';
import { print, runCommandLine } from './setup/steps.mjs';
import { parseStartFlags } from './startFlags.mjs';

await runCommandLine(async () => {
  const flags = parseStartFlags(process.argv.slice(2), config.typedIn);
  if (flags.kind === 'help') {
    print(flags.text);
    return 0;
  }
  return runHosting(await untilInterrupted((signal) => setUp(flags, signal)));
});

/**
 * @param {{ headless: boolean, serverFlags: string[] }} flags
 * @param {AbortSignal} signal
 */
async function setUp({ headless, serverFlags }, signal) {
  const { workerBin } = await prepare({ parts: ['client', 'server'], signal });
  const env = { MEDIASOUP_WORKER_BIN: workerBin };
  if (headless) {
    return { ...headlessParty(serverFlags), env };
  }
  const noWindow = noWindowReason();
  const desktop =
    noWindow === undefined
      ? await bringElectron({ signal })
      : { kind: /** @type {const} */ ('missing'), why: noWindow };
  if (desktop.kind === 'missing') {
    print(`Hosting without a window: ${desktop.why}.`);
    return { ...headlessParty(serverFlags), env };
  }
  await prepare({ parts: ['desktop'], worker: false, signal });
  return { program: desktop.program, args: [...sandboxFlags(), ROOT, ...serverFlags], env };
}

/** @param {readonly string[]} serverFlags */
function headlessParty(serverFlags) {
  const endWithParent = pathToFileURL(join(ROOT, 'build', 'endWithParent.mjs')).href;
  return {
    program: PINNED_NODE,
    args: [
      ...SERVER_NODE_FLAGS,
      '--import',
      endWithParent,
      join(ROOT, 'dist', 'server', 'main.js'),
      'serve',
      // Whoever tries it out on this machine is in first.
      ...(config.owner === undefined ? ['--owner=first'] : []),
      ...serverFlags,
    ],
    channel: true,
  };
}

/** Chromium does not start its sandbox for root, and refuses to start at all unless told that this is known. */
function sandboxFlags() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
