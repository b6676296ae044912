/** A server as people have it: a process of its own, known by what it prints. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { childEnv } from '../config.ts';
import { killTree } from './processTree.ts';

/** The first start in a checkout may have to build; afterwards it is a second. */
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;
const READY_LINE = /^ready (https?:\/\/\S+)$/;

export interface Command {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export class ServerProcess {
  /** Where it is reached, as its `ready` line says. */
  readonly url: string;
  /** From its creation to that line. */
  readonly startedInMs: number;
  readonly #child: ChildProcess;
  readonly #output: readonly string[];

  private constructor(child: ChildProcess, url: string, startedInMs: number, output: readonly string[]) {
    this.#child = child;
    this.url = url;
    this.startedInMs = startedInMs;
    this.#output = output;
  }

  /** Runs a script under this Node and waits until it says `ready`. @throws Error with all that it printed */
  static async start({ args, env = {} }: Command): Promise<ServerProcess> {
    const startMs = performance.now();
    const child = spawn(process.execPath, args, { env: childEnv(env), stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => output.push(line));
    const lines = createInterface({ input: child.stdout });
    const ready = new Promise<string>((resolve) => {
      lines.on('line', (line) => {
        output.push(line);
        const url = READY_LINE.exec(line)?.[1];
        if (url !== undefined) {
          resolve(url);
        }
      });
    });
    const timeout = new AbortController();
    const url = await Promise.race([
      ready,
      once(child, 'exit').then(() => undefined),
      wait(READY_TIMEOUT_MS, undefined, { signal: timeout.signal }).catch(() => undefined),
    ]);
    timeout.abort();
    if (url === undefined) {
      killTree(pidOf(child));
      throw new Error(`the server did not become ready:\n${output.join('\n')}`);
    }
    return new ServerProcess(child, url, performance.now() - startMs, output);
  }

  get pid(): number {
    return pidOf(this.#child);
  }

  /** All it printed so far, line by line. */
  get output(): readonly string[] {
    return this.#output;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Asks it to end, as Ctrl-C does; answers its exit code, null where it had to be killed. */
  async stop(): Promise<number | null> {
    if (this.running) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      const timeout = new AbortController();
      const late = wait(STOP_TIMEOUT_MS, true, { signal: timeout.signal }).catch(() => false);
      if (await Promise.race([exited.then(() => false), late])) {
        await this.kill();
      }
      timeout.abort();
    }
    return this.#child.exitCode;
  }

  /** Ends it and all that it started in the same moment, without a word. */
  async kill(): Promise<void> {
    if (this.running) {
      const exited = once(this.#child, 'exit');
      killTree(this.pid);
      await exited;
    }
  }
}

const pidOf = ({ pid }: ChildProcess): number => {
  if (pid === undefined) {
    throw new Error('the server could not be started at all');
  }
  return pid;
};
