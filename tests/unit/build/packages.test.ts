import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { npmFailed, packagesMatch, refuseLink } from '../../../build/setup/packages.mjs';

describe('whether packages are installed', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'yankcord-packages-'));
    mkdirSync(join(root, 'node_modules'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const locked = {
    '': {},
    'node_modules/zod': { version: '4.6.7' },
    'node_modules/x-win32': { version: '1.0.0', optional: true },
  };
  const given = (wanted: object | undefined, installed: object | undefined): boolean => {
    const write = (file: string, packages: object | undefined): void => {
      if (packages !== undefined) {
        writeFileSync(join(root, file), JSON.stringify({ packages }));
      }
    };
    write('package-lock.json', wanted);
    write('node_modules/.package-lock.json', installed);
    return packagesMatch(root);
  };

  it('is so where npm noted every package, those for other platforms aside', () => {
    expect(given(locked, { 'node_modules/zod': { version: '4.6.7' } })).toBe(true);
  });

  it('is not so in a fresh clone, with another version, or with one missing', () => {
    expect(given(locked, undefined)).toBe(false);
    expect(given(locked, { 'node_modules/zod': { version: '4.6.6' } })).toBe(false);
    expect(given(locked, {})).toBe(false);
  });

  it('is never done through a link: what it leads to would be emptied', () => {
    symlinkSync(join(root, 'node_modules'), join(root, 'linked'));
    expect(() => {
      refuseLink(join(root, 'linked'));
    }).toThrow(/would be emptied/u);
    refuseLink(join(root, 'node_modules'));
    refuseLink(join(root, 'absent'));
  });

  it('is not so where npm was ended half-way through its note', () => {
    given(locked, undefined);
    writeFileSync(join(root, 'node_modules/.package-lock.json'), '{"packages": {');
    expect(packagesMatch(root)).toBe(false);
  });
});

describe('a failing npm', () => {
  it.each([
    ['ENOTFOUND', 'npm error code ENOTFOUND', 'npm error network request to https://registry failed', /npm ping/],
    ['ENOSPC', 'npm error code ENOSPC', 'npm error nospc ENOSPC: no space left on device', /disk space/],
    ['EACCES', 'npm ERR! code EACCES', 'npm ERR! permission denied', /writable/],
    ['EUSAGE', 'npm error code EUSAGE', 'npm error `npm ci` can only install', /disagree/],
    ['an error', 'npm error strange', 'npm error things', /npm ci --ignore-scripts/],
  ])('with %s says why and what to do', (code, first, second, action) => {
    const failure = npmFailed([first, 'npm error', second]);
    expect(failure).toMatchObject({ step: 'packages' });
    expect(failure.reason).toContain(code);
    expect(failure.action).toMatch(action);
  });
});

describe('the lockfile', () => {
  const entry = z.object({
    version: z.string().optional(),
    optionalDependencies: z.record(z.string(), z.string()).optional(),
  });
  const lockfile = z.object({ packages: z.record(z.string(), entry) });

  it('holds the packages of every platform: npm ci refuses one that leaves out what is not for its author', () => {
    const { packages } = lockfile.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => resolveFrom(packages, path, name) === undefined),
    );
    expect(missing).toEqual([]);
  });
});

/** Node's way up through `node_modules`, in the lockfile's paths. */
function resolveFrom(packages: object, from: string, name: string): string | undefined {
  const path = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (path in packages) {
    return path;
  }
  return from === ''
    ? undefined
    : resolveFrom(packages, from.slice(0, Math.max(from.lastIndexOf('/node_modules/'), 0)), name);
}
