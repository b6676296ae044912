import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../../../server/folder.ts';

const root = mkdtempSync(join(tmpdir(), 'yankcord-folder-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('makeFolder', () => {
  it('makes what is missing above it, and is content with what is there', async () => {
    const path = join(root, 'a', 'b', 'c');
    await makeFolder(path);
    await makeFolder(path);
    expect(existsSync(path)).toBe(true);
  });

  it('refuses where a file stands', async () => {
    const path = join(root, 'file');
    writeFileSync(path, '');
    await expect(makeFolder(path)).rejects.toThrow('EEXIST');
    await expect(makeFolder(join(path, 'below'))).rejects.toThrow('ENOTDIR');
  });

  it.runIf(process.platform === 'linux')(
    'gives up where no folder can be made, instead of trying for ever',
    async () => {
      await expect(makeFolder('/proc/yankcord/data')).rejects.toThrow('ENOENT');
    },
  );
});
