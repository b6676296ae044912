/** What the command line does beside serving. Each is loaded when it is asked for: a server that starts needs none. */
import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import type { Contents } from '../store/backup.ts';

export interface Done {
  /** For whoever typed the command. */
  readonly lines: string;
  readonly failed: boolean;
}

/** What was typed. */
export interface Given {
  readonly words: readonly string[];
  /** By their long names. */
  readonly options: Readonly<Record<string, string | undefined>>;
}

export interface Operation {
  /** Of several that belong together: typed before the name. */
  readonly group?: keyof typeof GROUPS;
  readonly name: string;
  readonly description: string;
  readonly words?: readonly { readonly name: string; readonly description: string }[];
  readonly options?: readonly { readonly flags: string; readonly description: string }[];
  /** @throws AppError with a sentence for whoever typed it */
  readonly run: (config: Config, given: Given) => Promise<Done>;
}

export const GROUPS = {
  user: 'members and their accounts; the server may run',
  invite: 'links that let people in; the server may run',
} as const;

const inWords = ({ members, messages, files, missing }: Contents): string => {
  const lost = missing === 0 ? '' : ` (${String(missing)} of them were missing before)`;
  return `${String(members)} members, ${String(messages)} messages and ${String(files)} files${lost}`;
};

const NAME = { name: '<name>', description: 'whose' };

export const OPERATIONS: readonly Operation[] = [
  {
    name: 'backup',
    description: 'copy everything that is kept; the server may run meanwhile',
    words: [{ name: '[folder]', description: 'where to (default: "backups" in the data folder)' }],
    run: async ({ dataDir }, { words: [into] }) => {
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
    words: [{ name: '<folder>', description: 'the backup' }],
    run: async ({ dataDir }, { words: [backup = ''] }) => {
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
  {
    group: 'user',
    name: 'list',
    description: 'accounts, and who owns the server',
    options: [{ flags: '--guests', description: 'guests too' }],
    run: async ({ dataDir }, { options }) => {
      const { listUsers } = await import('./users.ts');
      return { lines: await listUsers(dataDir, options['guests'] !== undefined), failed: false };
    },
  },
  {
    group: 'user',
    name: 'reset-password',
    description: 'a new password, which is printed, for an account; its sessions end',
    words: [NAME],
    run: async ({ dataDir }, { words: [name = ''] }) => {
      const { resetPassword } = await import('./users.ts');
      return { lines: await resetPassword(dataDir, name), failed: false };
    },
  },
  {
    group: 'user',
    name: 'rename',
    description: 'another name, by which they sign in from now on',
    words: [NAME, { name: '<new-name>', description: 'what they are called then' }],
    run: async ({ dataDir }, { words: [name = '', wanted = ''] }) => {
      const { rename } = await import('./users.ts');
      return { lines: await rename(dataDir, name, wanted), failed: false };
    },
  },
  {
    group: 'user',
    name: 'end-sessions',
    description: 'out of every device at once',
    words: [NAME],
    run: async ({ dataDir }, { words: [name = ''] }) => {
      const { endSessions } = await import('./users.ts');
      return { lines: await endSessions(dataDir, name), failed: false };
    },
  },
  {
    group: 'user',
    name: 'make-owner',
    description: 'the owner of the server, in the place of whoever is it',
    words: [NAME],
    run: async ({ dataDir }, { words: [name = ''] }) => {
      const { giveOwnership } = await import('./users.ts');
      return { lines: await giveOwnership(dataDir, name), failed: false };
    },
  },
  {
    group: 'invite',
    name: 'create',
    description: 'a link, which is printed',
    options: [
      { flags: '--hours <number>', description: 'how long it holds (default: for good)' },
      { flags: '--uses <number>', description: 'how many it lets in (default: any number)' },
      { flags: '--role <name>', description: 'a role for whoever comes by it' },
      { flags: '--address <address>', description: 'where guests find the server, as https://chat.example.org' },
    ],
    run: async (config, { options }) => {
      const { createInvite } = await import('./invites.ts');
      return { lines: await createInvite(config, options), failed: false };
    },
  },
  {
    group: 'invite',
    name: 'list',
    description: 'all that were made, the newest first',
    run: async ({ dataDir }) => {
      const { listInvites } = await import('./invites.ts');
      return { lines: await listInvites(dataDir), failed: false };
    },
  },
  {
    group: 'invite',
    name: 'revoke',
    description: 'nobody comes in by it any more; who did stays',
    words: [{ name: '<token>', description: 'what the list begins its lines with' }],
    run: async ({ dataDir }, { words: [token = ''] }) => {
      const { revokeInvite } = await import('./invites.ts');
      return { lines: await revokeInvite(dataDir, token), failed: false };
    },
  },
];
