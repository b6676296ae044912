import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Of util-linux: has the kernel end a process together with its parent. */
const SETPRIV = '/usr/bin/setpriv';

/** A child that goes with us, also when it hangs, where the kernel knows how. */
export const spawnTied = (program: string, args: readonly string[], stdio: StdioOptions): ChildProcess => {
  return existsSync(SETPRIV)
    ? spawn(SETPRIV, ['--pdeathsig', 'KILL', program, ...args], { stdio })
    : spawn(program, args, { stdio });
};
