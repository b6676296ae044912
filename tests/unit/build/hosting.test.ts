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
/** What npm start does once all is set up. */
const START = `
  import { runHosting } from ${JSON.stringify(hosting)};
  process.exitCode = await runHosting(process.execPath, ['-e', ${JSON.stringify(PARTY)}], {});`;

describe.skipIf(process.platform === 'win32')('hosting from npm start', () => {
  let cleanUp: () => void = () => undefined;
  afterEach(() => {
    cleanUp();
  });

  const start = async (): Promise<{ pid: number; output: () => string; exit: Promise<unknown[]> }> => {
    // Detached: with a process group of its own, as in a terminal.
    const child = spawn(process.execPath, ['--input-type=module', '-e', START], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    cleanUp = () => child.kill('SIGKILL');
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const exit = once(child, 'exit');
    await once(child.stdout, 'data');
    return { pid: child.pid ?? 0, output: () => output, exit };
  };

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('passes %s on once and ends as the party ends', async (signal) => {
    const { pid, output, exit } = await start();
    // The whole group, as a terminal does, and again at once, as npm does.
    process.kill(-pid, signal);
    process.kill(pid, signal);
    expect(await exit).toEqual([7, null]);
    expect(output()).toContain('signals 1');
  });

  it('tells when a signal ended the party', async () => {
    const { output, exit } = await start();
    process.kill(Number(/party (\d+)/.exec(output())?.[1]), 'SIGKILL');
    expect(await exit).toEqual([128 + 9, null]);
  });
});
