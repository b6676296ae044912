/** Electron's utility processes without Electron: a real child of Node's, with a `parentPort` as Electron gives one. */
import { fork } from 'node:child_process';
import type { ServerChild } from '../../../electron/lan/LanHost.ts';
import { childEnv } from '../../config.ts';

const PARENT_PORT = new URL('parentPort.ts', import.meta.url).href;

/** Runs an entry as `utilityProcess.fork` does; its output is ours. */
export function utilityFork(
  entry: string,
  args: readonly string[],
  execArgv: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): ServerChild {
  const child = fork(entry, args, {
    execArgv: [...execArgv, '--import', PARENT_PORT],
    env: childEnv(env),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    on: (...[event, listener]: ['message', (message: unknown) => void] | ['exit', (exitCode: number) => void]) =>
      event === 'message'
        ? child.on('message', listener)
        : child.on('exit', (exitCode) => {
            listener(exitCode ?? 1);
          }),
    postMessage: (message) => {
      if (child.connected) {
        child.send(message);
      }
    },
    kill: () => child.kill(),
  };
}
