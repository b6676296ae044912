/** What the command line does beside serving. Each is loaded when it is asked for: a server that starts needs none. */
import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import type { Contents } from '../store/backup.ts';

export interface Done {
  /** For whoever typed the command. */
  readonly lines: string;
  readonly failed: boolean;
}

export interface Operation {
  readonly name: string;
  readonly description: string;
  readonly argument?: { readonly name: string; readonly description: string };
  /** @throws AppError with a sentence for whoever typed it */
  readonly run: (config: Config, folder: string | undefined) => Promise<Done>;
}

const inWords = ({ members, messages, files, missing }: Contents): string => {
  const lost = missing === 0 ? '' : ` (${String(missing)} of them were missing before)`;
  return `${String(members)} members, ${String(messages)} messages and ${String(files)} files${lost}`;
};

export const OPERATIONS: readonly Operation[] = [
  {
    name: 'backup',
    description: 'copy everything that is kept; the server may run meanwhile',
    argument: { name: '[folder]', description: 'where to (default: "backups" in the data folder)' },
    run: async ({ dataDir }, into) => {
      const [{ backUp }, { backupsOf }] = await Promise.all([
        import('../store/backup.ts'),
        import('./BackupSchedule.ts'),
      ]);
      const { folder, ...contents } = await backUp(
        dataDir,
        into === undefined ? backupsOf(dataDir) : resolve(into),
        new Date(),
      );
      return {
        lines: `${folder}\n${contents.missing === 0 ? 'whole: ' : ''}${inWords(contents)}`,
        failed: false,
      };
    },
  },
  {
    name: 'restore',
    description: 'put a backup in the place of what is kept; the server must not run',
    argument: { name: '<folder>', description: 'the backup' },
    run: async ({ dataDir }, backup = '') => {
      const { restore } = await import('./restore.ts');
      const { before, ...contents } = await restore(resolve(backup), dataDir, new Date());
      const kept = before === undefined ? '' : `\nwhat was there before is in ${before}`;
      return { lines: `restored ${inWords(contents)}${kept}`, failed: false };
    },
  },
  {
    name: 'doctor',
    description: 'look at everything that keeps a server from running well, and say what helps',
    run: async (config) => {
      const [{ examine }, { describe }] = await Promise.all([
        import('./doctor/doctor.ts'),
        import('./doctor/finding.ts'),
      ]);
      const findings = await examine(config, Date.now());
      return { lines: describe(findings), failed: findings.some(({ level }) => level === 'problem') };
    },
  },
];
