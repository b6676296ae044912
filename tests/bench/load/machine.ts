/** What the system says about processes: what they cost, what they hold, where they run. Linux only. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Cores of a measurement: the server has one, the load the other, and neither waits for the other. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

/** Both since the process began. */
export interface Cost {
  readonly cpuMs: number;
  /** Ready to run, and waiting for its core: what neighbours took. */
  readonly waitMs: number;
}

export const NO_COST: Cost = { cpuMs: 0, waitMs: 0 };

export const since = (later: Cost, earlier: Cost): Cost => ({
  cpuMs: later.cpuMs - earlier.cpuMs,
  waitMs: later.waitMs - earlier.waitMs,
});

/** To the nanosecond, of all its threads: https://docs.kernel.org/scheduler/sched-stats.html */
export function costOf(pid: number): Cost {
  let cpuMs = 0;
  let waitMs = 0;
  for (const thread of readdirSync(`/proc/${String(pid)}/task`)) {
    const [cpuNs, waitNs] = readFileSync(`/proc/${String(pid)}/task/${thread}/schedstat`, 'utf8').split(' ');
    cpuMs += Number(cpuNs) / 1e6;
    waitMs += Number(waitNs) / 1e6;
  }
  return { cpuMs, waitMs };
}

/** Proportional set size: its own memory, and its share of what it shares (proc_pid_smaps(5)). */
export function pssMbOf(pid: number): number {
  const [, kb] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8')) ?? [];
  return Number(kb) / 1_024;
}

/** Its program's name, cut to 15 characters by the system. */
export const nameOf = (pid: number): string => readFileSync(`/proc/${String(pid)}/comm`, 'utf8').trim();

/** Keeps a process, all its threads and all it starts from now on, to one core. */
export function pin(pid: number, core: number): void {
  execFileSync('taskset', ['--all-tasks', '--pid', '--cpu-list', String(core), String(pid)], { stdio: 'ignore' });
}
