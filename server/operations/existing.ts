import { AppError } from '../../common/errors.ts';
import { join } from 'node:path';
import { exists } from '../folder.ts';
import { Database, DATABASE_FILE } from '../store/Database.ts';

/**
 * Works on the database of a server that may run meanwhile, which notices within a second.
 * @throws AppError `not_found` where no server was ever started, `data_older`, `data_newer`
 */
export const withDatabase = async <T>(dataDir: string, work: (database: Database) => Promise<T>): Promise<T> => {
  if (!(await exists(join(dataDir, DATABASE_FILE)))) {
    throw new AppError('not_found', `There is no server in "${dataDir}" yet: give its folder with --data.`);
  }
  const database = await Database.openBeside(dataDir);
  try {
    return await work(database);
  } finally {
    database.close();
  }
};

/** Lines of words, each column as wide as its longest. */
export const inColumns = (rows: readonly (readonly string[])[]): string => {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((word, column) => Math.max(word.length, widest[column] ?? 0)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((word, column) => word.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** `2026-11-25 10:46` in the time of the server's machine. */
export const inDate = (ms: number): string => {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16).replace('T', ' ');
};
