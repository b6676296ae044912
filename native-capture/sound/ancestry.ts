import { readFileSync } from 'node:fs';

const MOST_STEPS = 64;

const parentOf = (pid: number): number | undefined => {
  try {
    // proc(5): the fourth field; the name before it may hold anything.
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
};

/** Whether a process is this one, or was started by it, directly or not. Linux. */
export const isOurs = (pid: number): boolean => {
  let at: number | undefined = pid;
  for (let steps = 0; at !== undefined && at > 0 && steps < MOST_STEPS; steps += 1) {
    if (at === process.pid) {
      return true;
    }
    at = parentOf(at);
  }
  return false;
};
