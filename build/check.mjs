/** `npm run check`: every check of the source, each run whatever the others say. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ROOT } from './config.mjs';
import { untilInterrupted } from './setup/interrupt.mjs';
import { PINNED_NODE } from './setup/packages.mjs';
import { prepare } from './setup/prepare.mjs';
import { print, runCommandLine, seconds } from './setup/steps.mjs';
import { countLine } from './suites/counts.mjs';
import { runCommand } from './worker/command.mjs';

/** @type {readonly { name: string, args: string[] }[]} for the pinned Node */
const CHECKS = [
  { name: 'types', args: ['typescript/bin/tsc', '-b', 'common', 'server', 'native-capture', 'electron', 'build'] },
  { name: 'types of the client and the tests', args: ['vue-tsc/bin/vue-tsc.js', '-b'] },
  { name: 'eslint', args: ['eslint/bin/eslint.js', '--max-warnings=0', '.'] },
  {
    name: 'who imports whom',
    args: [
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      ...['--config', '.dependency-cruiser.mjs'],
      ...['common', 'server', 'renderer', 'native-capture', 'electron', 'build', 'tests'],
    ],
  },
  { name: 'nothing unused', args: ['knip/bin/knip.js', '--no-progress'] },
  { name: 'format', args: ['prettier/bin/prettier.cjs', '--check', '.'] },
];

const report = process.argv
  .slice(2)
  .find((word) => word.startsWith('--report='))
  ?.slice('--report='.length);

await runCommandLine(() =>
  untilInterrupted(async (signal) => {
    await prepare({ parts: [], worker: false, signal });
    const count = { passed: 0, failed: 0, skipped: 0 };
    /** @type {import('./suites/failures.mjs').Failure[]} */
    const failures = [];
    for (const { name, args } of CHECKS) {
      const [script = '', ...rest] = args;
      /** @type {string[]} */
      const lines = [];
      const startedMs = performance.now();
      const { exitCode } = await runCommand(PINNED_NODE, [`${ROOT}/node_modules/${script}`, ...rest], {
        cwd: ROOT,
        signal,
        onLine: (line) => lines.push(line),
      });
      const ok = exitCode === 0;
      count[ok ? 'passed' : 'failed'] += 1;
      print(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds(performance.now() - startedMs)})`);
      if (!ok) {
        print(lines.map((line) => `       ${line}`).join('\n'));
        failures.push({ title: name, reason: lines.slice(0, 12).join('\n') });
      }
    }
    if (report === undefined) {
      print(countLine(count));
    } else {
      mkdirSync(dirname(report), { recursive: true });
      writeFileSync(report, JSON.stringify({ count, failures }));
    }
    return count.failed > 0 ? 1 : 0;
  }),
);
