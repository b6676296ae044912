import { readFileSync } from 'node:fs';

/** What `getconf CLK_TCK` answers on every Linux there is. */
const MS_PER_TICK = 10;

/** Time that a process had the processor, ms; undefined where the system does not tell (only Linux does), or it is gone. */
export const processTimeMs = (pid: number | undefined): number | undefined => {
  if (pid === undefined || process.platform !== 'linux') {
    return undefined;
  }
  try {
    // proc(5): the 14th and 15th field; the name before them may hold anything.
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  } catch {
    return undefined;
  }
};
