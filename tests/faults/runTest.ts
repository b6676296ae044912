import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { childEnv } from '../config.ts';
import { killTree } from '../fakes/processTree.ts';
import type { TestPlace } from './fault.ts';

/** For one test, with the start of its runner. */
const TIMEOUT_MS = 120_000;
const REPORT = 'report.json';

/** How a test ended. */
export type Outcome =
  | { readonly kind: 'passed'; readonly title: string }
  /** By an assertion of its own; the first line of what it says. */
  | { readonly kind: 'noticed'; readonly says: string }
  /** Neither: not found, not started, broken in some other way. */
  | { readonly kind: 'broken'; readonly why: string };

/** What this reads of vitest's JSON report. */
const report = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** What an assertion throws; those of `rejects` and `resolves` throw plain errors when there is nothing to compare. */
const ASSERTION = /^AssertionError|^Error: promise (?:resolved|rejected) ".*" instead of/;

const outcomeOf = (text: string): Outcome => {
  const files = report.parse(JSON.parse(text)).testResults;
  const ran = files.flatMap((file) => file.assertionResults).filter(({ status }) => /passed|failed/.test(status));
  const [first] = ran;
  if (first === undefined) {
    return { kind: 'broken', why: firstLine(files.map(({ message }) => message).join(' ')) || 'no such test ran' };
  }
  const messages = ran.flatMap(({ failureMessages }) => failureMessages ?? []);
  if (messages.length === 0) {
    return { kind: 'passed', title: first.fullName };
  }
  const assertion = messages.find((message) => ASSERTION.test(message));
  return assertion === undefined
    ? { kind: 'broken', why: firstLine(messages[0] ?? '') }
    : { kind: 'noticed', says: firstLine(assertion) };
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Runs one test (all cases of it, if it has several) in a copy of the project. */
export const runTest = async (folder: string, { file, title }: TestPlace): Promise<Outcome> => {
  const reportFile = join(folder, REPORT);
  await rm(reportFile, { force: true });
  const child = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      file,
      `--testNamePattern=${escaped(title)}`,
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
    ],
    { cwd: folder, env: childEnv(), stdio: 'ignore' },
  );
  const timer = setTimeout(() => {
    killTree(child.pid ?? 0);
  }, TIMEOUT_MS);
  await once(child, 'exit');
  clearTimeout(timer);
  try {
    return outcomeOf(await readFile(reportFile, 'utf8'));
  } catch (fault) {
    return { kind: 'broken', why: `no report of its runner: ${fault instanceof Error ? fault.message : 'unknown'}` };
  }
};
