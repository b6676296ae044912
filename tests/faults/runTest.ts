import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnv } from '../config.ts';
import { killTree } from '../fakes/processTree.ts';
import { inBrowsers, type TestPlace } from './fault.ts';
import { outcomeOfPlaywright, outcomeOfVitest, type Outcome } from './outcome.ts';

/** For one test, with the start of its runner; browsers take their time. */
const TIMEOUT_MS = { vitest: 120_000, playwright: 300_000 } as const;
const REPORT = 'report.json';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Runs a program of the copy to its end. */
const run = async (
  folder: string,
  args: readonly string[],
  timeoutMs: number,
  env: Readonly<Record<string, string>> = {},
): Promise<number | null> => {
  const child = spawn(process.execPath, args, { cwd: folder, env: childEnv(env), stdio: 'ignore' });
  const timer = setTimeout(() => {
    killTree(child.pid ?? 0);
  }, timeoutMs);
  await once(child, 'exit');
  clearTimeout(timer);
  return child.exitCode;
};

const runVitest = async (folder: string, { file, title }: TestPlace, report: string): Promise<Outcome> => {
  const reporter = ['--reporter=json', `--outputFile.json=${report}`];
  const args = ['node_modules/vitest/vitest.mjs', 'run', file, `--testNamePattern=${escaped(title)}`, ...reporter];
  await run(folder, args, TIMEOUT_MS.vitest);
  return outcomeOfVitest(await readFile(report, 'utf8'));
};

/** In real browsers, against what the copy's own sources build. */
const runPlaywright = async (folder: string, { file, title }: TestPlace, report: string): Promise<Outcome> => {
  if ((await run(folder, ['build/buildAll.mjs', 'client', 'server'], TIMEOUT_MS.vitest)) !== 0) {
    return { kind: 'broken', why: 'it could not be built' };
  }
  const args = ['node_modules/@playwright/test/cli.js', 'test', file, '--grep', escaped(title), '--reporter=json'];
  await run(folder, args, TIMEOUT_MS.playwright, { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
  return outcomeOfPlaywright(await readFile(report, 'utf8'));
};

/** Runs one test (all cases of it, if it has several) in a copy of the project. */
export const runTest = async (folder: string, test: TestPlace): Promise<Outcome> => {
  const report = join(folder, REPORT);
  await rm(report, { force: true });
  try {
    return await (inBrowsers(test) ? runPlaywright : runVitest)(folder, test, report);
  } catch (fault) {
    return { kind: 'broken', why: `no report of its runner: ${fault instanceof Error ? fault.message : 'unknown'}` };
  }
};
