import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

/** How many lines of output an error may quote. */
const LAST_LINES = 15;

/**
 * @typedef {object} CommandOptions
 * @property {string | undefined} [cwd]
 * @property {Record<string, string> | undefined} [env] added to the inherited environment
 * @property {string | undefined} [logFile] receives the command and all of its output, after what it holds already
 * @property {((line: string) => void) | undefined} [onLine] told each line of output
 * @property {AbortSignal | undefined} [signal] ends the command
 *
 * @typedef {object} CommandResult
 * @property {number} exitCode 127 when the command could not be started, 128 when a signal ended it
 * @property {string[]} output the last lines of both outputs
 */

/**
 * Runs a program (never through a shell) to its end. A failing program is a result, not an error; only an abort throws.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<CommandResult>}
 */
export async function runCommand(program, args, { cwd, env = {}, logFile, onLine, signal } = {}) {
  // env(1) adds to the environment without this module reading it; it replaces itself by the program.
  const additions = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const words = [...(additions.length > 0 ? ['env', ...additions] : []), program, ...args];
  const [file = program, ...rest] = words;

  const log = logFile === undefined ? undefined : await openLog(logFile);
  /** @type {string[]} */
  const output = [];
  /** @param {string} line */
  const take = (line) => {
    log?.write(`${line}\n`);
    output.push(line);
    output.splice(0, output.length - LAST_LINES);
    onLine?.(line);
  };

  log?.write(`$ ${words.join(' ')}\n`);
  const child = spawn(file, rest, { cwd, signal, stdio: ['ignore', 'pipe', 'pipe'] });
  createInterface({ input: child.stdout }).on('line', take);
  createInterface({ input: child.stderr }).on('line', take);
  try {
    await once(child, 'close');
    return { exitCode: child.exitCode ?? 128, output };
  } catch (fault) {
    signal?.throwIfAborted();
    take(fault instanceof Error ? fault.message : String(fault));
    return { exitCode: 127, output };
  } finally {
    if (log !== undefined) {
      await new Promise((resolve) => log.end(resolve));
    }
  }
}

/** @param {string} logFile */
async function openLog(logFile) {
  await mkdir(dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile, { flags: 'a' });
  // A full disk stops the program that is being run, or nothing; its log is not what should.
  log.on('error', () => undefined);
  return log;
}

/**
 * Whether a program of this name can be started.
 *
 * @param {string} program
 */
export async function commandExists(program) {
  const { exitCode } = await runCommand('sh', ['-c', 'command -v "$1"', 'sh', program]);
  return exitCode === 0;
}
