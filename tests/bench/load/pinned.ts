import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LOAD_CORE } from './machine.ts';

/** Runs this Node on the core that is the load's, by util-linux's taskset. @returns its exit code */
export async function measureOnLoadCore(args: readonly string[]): Promise<number> {
  const child = spawn('taskset', ['--cpu-list', String(LOAD_CORE), process.execPath, ...args], { stdio: 'inherit' });
  await once(child, 'exit');
  return child.exitCode ?? 1;
}
