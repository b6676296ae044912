import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../build/setup/stamps.mjs';

describe('the fingerprint of sources', () => {
  let root = '';
  const write = (file: string, text: string): void => {
    writeFileSync(join(root, file), text);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'yankcord-stamps-'));
    mkdirSync(join(root, 'server', 'media'), { recursive: true });
    write('server/main.ts', 'one');
    write('server/media/Room.ts', 'two');
    write('package.json', '{}');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const fingerprint = (): string => fingerprintOf(['server', 'package.json', 'missing.ts'], root);

  it('stays when only times change, as in a fresh clone', () => {
    const before = fingerprint();
    utimesSync(join(root, 'server/main.ts'), 1, 1);
    expect(fingerprint()).toBe(before);
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['an edit', { 'server/media/Room.ts': 'three' }],
    ['a new file', { 'server/media/Peer.ts': '' }],
    ['a file that is gone', { 'server/main.ts': undefined }],
    ['text that moves from one file into the next', { 'server/main.ts': '', 'server/media/Room.ts': 'onetwo' }],
  ])('changes with %s', (_what, changes) => {
    const before = fingerprint();
    for (const [file, text] of Object.entries(changes)) {
      if (text === undefined) {
        rmSync(join(root, file));
      } else {
        write(file, text);
      }
    }
    expect(fingerprint()).not.toBe(before);
  });

  it('is not moved by what the sources do not hold', () => {
    const before = fingerprint();
    write('README.md', 'new');
    expect(fingerprint()).toBe(before);
  });
});
