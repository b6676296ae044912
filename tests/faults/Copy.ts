/** The project's sources, copied to a folder of their own, so that the checkout stays as it is. */
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putBack, type Fault } from './fault.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** What the tests read; `tests/tsconfig.json` refers to all of the house. */
const SOURCES = [
  'build',
  'common',
  'electron',
  'native-capture',
  'renderer',
  'server',
  'tests',
  'package.json',
  'package-lock.json',
];
const SETTINGS = ['tsconfig.base.json', 'tsconfig.json', 'vite.config.ts', 'vitest.config.ts', 'playwright.config.ts'];
/** What was built of them, with the notes of what it was built from: a fault is built into its own part alone. */
const BUILT = ['dist', '.setup'];

export class Copy {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<Copy> {
    const folder = await mkdtemp(join(tmpdir(), 'yankcord-faults-'));
    try {
      await Promise.all(
        [...SOURCES, ...SETTINGS].map(async (name) => cp(join(ROOT, name), join(folder, name), { recursive: true })),
      );
      const built = BUILT.filter((name) => existsSync(join(ROOT, name)));
      await Promise.all(built.map(async (name) => cp(join(ROOT, name), join(folder, name), { recursive: true })));
      // A junction where Windows asks for a privilege to make links.
      await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    } catch (fault) {
      await rm(folder, { recursive: true, force: true });
      throw fault;
    }
    return new Copy(folder);
  }

  /** Runs `work` while the fault is in the copy. @throws Error when the source is not as the fault says */
  async with<T>(fault: Fault, work: () => Promise<T>): Promise<T> {
    const path = join(this.folder, fault.file);
    const source = await readFile(path, 'utf8');
    await writeFile(path, putBack(source, fault));
    try {
      return await work();
    } finally {
      await writeFile(path, source);
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
