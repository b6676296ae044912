/**
 * `npm run dist`: packages to install, for the system it runs on. `npm run dist:check` packs the unpacked app alone,
 * around a stand-in for Electron, and looks at it.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { config, ROOT } from './config.mjs';
import { untilInterrupted } from './setup/interrupt.mjs';
import { PINNED_NODE } from './setup/packages.mjs';
import { ALL_PARTS } from './setup/parts.mjs';
import { prepare } from './setup/prepare.mjs';
import { print, runCommandLine } from './setup/steps.mjs';
import { runCommand } from './worker/command.mjs';
import { SetupError } from './worker/SetupError.mjs';

await runCommandLine(() => untilInterrupted(dist));

/** @param {AbortSignal} signal */
async function dist(signal) {
  const flags = readFlags(process.argv.slice(2));
  const { workerBin = '' } = await prepare({ parts: ALL_PARTS, signal });
  if (flags.ffmpeg === undefined) {
    print("dist: without an ffmpeg of its own (--ffmpeg FILE --ffmpeg-licence FILE): the system's is used");
  }
  const { exitCode } = await runCommand(
    PINNED_NODE,
    [
      join(ROOT, 'build', 'packAll.ts'),
      `--worker=${workerBin}`,
      ...(flags.ffmpeg === undefined ? [] : [`--ffmpeg=${flags.ffmpeg}`, `--ffmpeg-licence=${flags.licence}`]),
      ...(flags.check ? ['--check'] : []),
      ...(flags.output === undefined ? [] : [`--output=${flags.output}`]),
    ],
    { cwd: ROOT, signal, onLine: print },
  );
  return exitCode;
}

/** @param {string[]} args */
function readFlags(args) {
  const { values } = parseArgs({
    args,
    options: {
      check: { type: 'boolean', default: false },
      ffmpeg: { type: 'string' },
      'ffmpeg-licence': { type: 'string' },
      output: { type: 'string' },
    },
  });
  /** @param {string | undefined} file */
  const named = (file) => (file === undefined ? undefined : resolve(config.typedIn, file));
  const ffmpeg = named(values.ffmpeg);
  const licence = named(values['ffmpeg-licence']);
  if (ffmpeg !== undefined && (licence === undefined || !existsSync(ffmpeg) || !existsSync(licence))) {
    throw new SetupError({
      step: 'reading the arguments',
      reason: 'An ffmpeg is packed together with its licence, and one of the two is not there.',
      action: 'Use: npm run dist -- --ffmpeg FILE --ffmpeg-licence FILE',
    });
  }
  return { check: values.check, ffmpeg, licence, output: named(values.output) };
}
