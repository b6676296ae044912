import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { AppError } from '../../common/errors.ts';
import type { Closable } from '../../common/lifetime.ts';
import { makeFolder } from '../folder.ts';

const FILE_NAME = 'yankcord.lock';

/**
 * A data folder belongs to one server at a time: two would each believe what they remember of it. Held by SQLite's own
 * lock on a file beside the database, which the operating system takes back however its holder ends: a number in a file
 * would outlive a crash. https://sqlite.org/pragma.html#pragma_locking_mode
 */
export class DataLock implements Closable {
  readonly #file: BetterSqlite3.Database;

  private constructor(file: BetterSqlite3.Database) {
    this.#file = file;
  }

  /** @throws AppError `data_in_use`, `data_unwritable` */
  static async take(dataDir: string): Promise<DataLock> {
    let file: BetterSqlite3.Database | undefined;
    try {
      await makeFolder(dataDir);
      file = new BetterSqlite3(join(dataDir, FILE_NAME), { timeout: 0 });
      file.pragma('locking_mode = EXCLUSIVE');
      file.exec('begin exclusive');
      return new DataLock(file);
    } catch (cause) {
      file?.close();
      const inUse = cause instanceof BetterSqlite3.SqliteError && cause.code.startsWith('SQLITE_BUSY');
      throw inUse
        ? new AppError(
            'data_in_use',
            `The data folder "${dataDir}" is in use by another Yankcord: stop that one, or choose another folder with --data.`,
            { cause },
          )
        : new AppError(
            'data_unwritable',
            `The data folder "${dataDir}" cannot be written: correct it, or choose another folder with --data.`,
            { cause },
          );
    }
  }

  close(): void {
    if (this.#file.open) {
      this.#file.close();
    }
  }
}
