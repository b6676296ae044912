/**
 * What `build/dist.mjs` starts under the pinned Node: makes the packages, or (`--check`) the unpacked app alone around a
 * stand-in for Electron, looks at it, and says what is wrong.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './config.mjs';
import type { Programs } from './packing/bin.ts';
import { inspect } from './packing/inspect.ts';
import { pack } from './packing/pack.ts';
import { runtimePackages } from './packing/runtimePackages.ts';
import { makeStandIn } from './packing/standIn.ts';
import { readJson } from './setup/json.mjs';
import { print } from './setup/steps.mjs';

const { values } = parseArgs({
  options: {
    worker: { type: 'string' },
    ffmpeg: { type: 'string' },
    'ffmpeg-licence': { type: 'string' },
    check: { type: 'boolean', default: false },
    /** Where the checked app is left; in a folder that is removed again unless named. */
    output: { type: 'string' },
  },
});
const programs: Programs = {
  worker: values.worker ?? '',
  ffmpeg:
    values.ffmpeg === undefined
      ? undefined
      : { program: resolve(values.ffmpeg), licence: resolve(values['ffmpeg-licence'] ?? '') },
};
process.exitCode = await (values.check ? check() : makePackages());

async function makePackages(): Promise<number> {
  const made = await pack({ programs, directoryOnly: false });
  print(made.map((file) => `made ${file}`).join('\n'));
  return report(join(ROOT, 'dist', 'packages'));
}

async function check(): Promise<number> {
  const work = mkdtempSync(join(tmpdir(), 'yankcord-dist-'));
  const output = values.output ?? join(work, 'packed');
  try {
    const { version } = readJson(join(ROOT, 'node_modules', 'electron', 'package.json')) as { version: string };
    const electronDist = await makeStandIn(join(work, 'electron'), version);
    await pack({ programs, electronDist, output, directoryOnly: true });
    return await report(output);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function report(output: string): Promise<number> {
  const name = readdirSync(output).find((entry) => existsSync(join(output, entry, 'resources', 'app.asar')));
  if (name === undefined) {
    print(`packed: there is no unpacked app in ${output}`);
    return 1;
  }
  const folder = join(output, name);
  const { problems, sizes } = await inspect({
    folder,
    runtimePackages: runtimePackages(),
    ffmpeg: programs.ffmpeg !== undefined,
  });
  for (const [kind, bytes] of Object.entries(sizes)) {
    print(`${(bytes / 1e6).toFixed(1).padStart(8)} MB  ${kind}`);
  }
  print(problems.map((problem) => `WRONG: ${problem}`).join('\n'));
  print(problems.length === 0 ? 'packed: everything it needs, and nothing else' : `packed: ${problems.length} wrong`);
  return problems.length === 0 ? 0 : 1;
}
