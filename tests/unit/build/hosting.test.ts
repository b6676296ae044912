import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

/** A party's program that counts the signals it gets and ends half a second after the first. */
const PARTY = `
  let signals = 0;
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => { signals += 1; });
  const timer = setInterval(() => {
    if (signals > 0) { clearInterval(timer); setTimeout(() => { console.log('signals', signals); process.exit(7); }, 500); }
  }, 10);
  console.log('party', process.pid);`;

const hosting = pathToFileURL('build/hosting.mjs').href;
const endWithParent = pathToFileURL('build/endWithParent.mjs').href;
/** What npm start does once all is set up. */
const START = `
  import { runHosting } from ${JSON.stringify(hosting)};
  process.exitCode = await runHosting({
    program: process.execPath,
    args: ['--import', ${JSON.stringify(endWithParent)}, '-e', ${JSON.stringify(PARTY)}],
    channel: true,
  });`;

interface Started {
  readonly pid: number;
  readonly output: () => string;
  readonly exit: Promise<unknown[]>;
  /** Settled when nothing writes any more: neither the command nor the party. */
  readonly closed: Promise<unknown[]>;
}

describe.skipIf(process.platform === 'win32')('hosting from npm start', () => {
  let cleanUp: () => void = () => undefined;
  afterEach(() => {
    cleanUp();
  });

  const start = async ({ byNpm = false } = {}): Promise<Started> => {
    const script = ['--input-type=module', '-e', START];
    // As npm does it: in a shell that waits, with the name of npm's program in the environment.
    const shell = ['-c', 'npm_execpath=/npm-cli.js "$0" "$@"; :', process.execPath, ...script];
    // Detached: with a process group of its own, as in a terminal.
    const child = spawn(byNpm ? 'sh' : process.execPath, byNpm ? shell : script, {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    cleanUp = () => child.kill('SIGKILL');
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const exit = once(child, 'exit');
    const closed = once(child, 'close');
    await once(child.stdout, 'data');
    return { pid: child.pid ?? 0, output: () => output, exit, closed };
  };

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('passes %s on once and ends as the party ends', async (signal) => {
    const { pid, output, exit } = await start();
    // The whole group, as a terminal does, and again at once, as npm does.
    process.kill(-pid, signal);
    process.kill(pid, signal);
    expect(await exit).toEqual([7, null]);
    expect(output()).toContain('signals 1');
  });

  it('leaves no party behind when it is killed without a word', async () => {
    const { pid, output, exit, closed } = await start();
    process.kill(pid, 'SIGKILL');
    await exit;
    // The party holds the pipe, and has it until it has ended by itself.
    await closed;
    expect(output()).toContain('signals 1');
  });

  it('ends with the shell that npm runs it in', async () => {
    const { pid, output, closed } = await start({ byNpm: true });
    process.kill(pid, 'SIGKILL');
    await closed;
    expect(output()).toContain('signals 1');
  });

  it('tells when a signal ended the party', async () => {
    const { output, exit } = await start();
    process.kill(Number(/party (\d+)/.exec(output())?.[1]), 'SIGKILL');
    expect(await exit).toEqual([128 + 9, null]);
  });
});
