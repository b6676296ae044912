/** Who started whom, as the system knows it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Ends a process and all that it started in the same moment, without a word, as a power cut would. */
export function killTree(pid: number): void {
  for (const one of [pid, ...descendantsOf(pid)]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}

/** Ends those programs of this name that a process has started, directly or not; answers how many. Linux only. */
export function killPrograms(pid: number, name: string): number {
  const found = descendantsOf(pid).filter((one) => {
    try {
      return readlinkSync(`/proc/${String(one)}/exe`).endsWith(`/${name}`);
    } catch {
      return false; // it ended while we looked
    }
  });
  for (const one of found) {
    process.kill(one, 'SIGKILL');
  }
  return found.length;
}

/** All that a process started and that still runs, directly or not. */
export function descendantsOf(pid: number): number[] {
  const parents = process.platform === 'linux' ? parentsFromProc() : parentsFromPs();
  const found = [pid];
  for (const one of found) {
    for (const [child, parent] of parents) {
      if (parent === one) {
        found.push(child);
      }
    }
  }
  return found.slice(1);
}

/** proc(5): `pid (name) state ppid ...`, where the name may hold anything, parentheses too. */
function parentsFromProc(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(name), Number(parent));
    } catch {
      // It ended while we looked.
    }
  }
  return parents;
}

function parentsFromPs(): Map<number, number> {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [pid, parent] = line.trim().split(/\s+/);
      return [Number(pid), Number(parent)];
    }),
  );
}
