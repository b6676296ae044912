import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SILENT_LOG } from '../../../../common/log.ts';
import { commandWords, runCommand } from '../../../../electron/shortcuts/command.ts';
import { CommandSocket } from '../../../../electron/shortcuts/CommandSocket.ts';

describe('yankcord ptt', () => {
  let folder = '';
  let source: CommandSocket;
  let pressed: string[] = [];
  const path = (): string => join(folder, 'run', 'control');
  const open = async (): Promise<void> => {
    source = CommandSocket.open({ path: path(), platform: 'linux', log: SILENT_LOG });
    source.events.on('pressed', ({ action, kind }) => pressed.push(`${action} ${kind}`));
    await vi.waitFor(() => {
      expect(source.state.state).not.toBe('starting');
    });
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yankcord-ptt-'));
    pressed = [];
  });
  afterEach(() => {
    source.close();
    rmSync(folder, { recursive: true });
  });

  it('reaches the app that runs, as presses and releases', async () => {
    await open();
    for (const word of ['down', 'up', 'toggle-mute']) {
      expect(await runCommand([word], path())).toEqual({ exitCode: 0, text: '' });
    }
    expect(pressed).toEqual(['talk down', 'talk up', 'mute down', 'mute up']);
  });

  it('is for this person alone', async () => {
    await open();
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path())).mode & 0o777).toBe(0o700);
  });

  it('takes over what an app that was killed left behind, and leaves nothing itself', async () => {
    mkdirSync(dirname(path()));
    writeFileSync(path(), '');
    await open();
    expect((await runCommand(['down'], path())).exitCode).toBe(0);
    source.close();
    await vi.waitFor(() => {
      expect(() => statSync(path())).toThrow();
    });
    expect((await runCommand(['down'], path())).text).toContain('not running');
  });

  it('knows its words only', async () => {
    await open();
    for (const words of [[], ['explode'], ['down', 'up'], ['DOWN']]) {
      expect((await runCommand(words, path())).exitCode).toBe(2);
    }
    expect(commandWords(['/opt/yankcord', 'ptt', 'down'])).toEqual(['down']);
    expect(commandWords(['electron', '.', 'ptt', 'up'])).toEqual(['up']);
    expect(commandWords(['electron', '.', '--name', 'ptt'])).toBeUndefined();
    expect(commandWords(['ptt'])).toBeUndefined();
  });

  it('survives whoever says something else, or too much, or nothing', async () => {
    await open();
    const say = (text: string): Promise<string> =>
      new Promise((resolve) => {
        let answer = '';
        const socket = createConnection(path(), () => socket.write(text));
        socket.on('data', (chunk) => (answer += chunk.toString()));
        socket.on('error', () => undefined);
        socket.on('close', () => {
          resolve(answer);
        });
      });
    expect(await say('GET / HTTP/1.1\n')).toBe('unknown command\n');
    expect(await say('x'.repeat(100_000))).toBe('');
    expect(await say('down\nup\ndown\n')).toBe('ok\n');
    createConnection(path())
      .on('error', () => undefined)
      .destroy();
    expect((await runCommand(['up'], path())).exitCode).toBe(0);
    expect(pressed).toEqual(['talk down', 'talk up']);
  });
});
