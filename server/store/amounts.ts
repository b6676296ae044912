import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DATABASE_FILE, type Database } from './Database.ts';

export interface Amounts {
  readonly members: number;
  readonly messages: number;
  /** That stand with messages, or are about to. */
  readonly files: number;
  readonly filesBytes: number;
}

/** How much is kept. Counts every row: for people who look now and then, not for a clock. */
export const countKept = async ({ query }: Database): Promise<Amounts> => {
  const { members, messages, files, bytes } = await query
    .selectNoFrom((of) => [
      of
        .selectFrom('members')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('members'),
      of
        .selectFrom('messages')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('messages'),
      of
        .selectFrom('attachments')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('files'),
      of
        .selectFrom('attachments')
        .select(({ fn }) => fn.sum<number | null>('bytes').as('sum'))
        .as('bytes'),
    ])
    .executeTakeFirstOrThrow();
  return { members: members ?? 0, messages: messages ?? 0, files: files ?? 0, filesBytes: bytes ?? 0 };
};

/** With what is written ahead of it: https://sqlite.org/wal.html */
export const databaseBytes = async (dataDir: string): Promise<number> => {
  const path = join(dataDir, DATABASE_FILE);
  const [main, ahead] = await Promise.all([stat(path), stat(`${path}-wal`).catch(() => undefined)]);
  return main.size + (ahead?.size ?? 0);
};
