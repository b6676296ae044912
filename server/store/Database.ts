import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely, sql, SqliteDialect } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { faultCode } from '../../common/faultCode.ts';
import { AppError } from '../../common/errors.ts';
import { makeFolder } from '../folder.ts';
import type { Tables } from './tables.ts';
import { MIGRATIONS } from './migrations/index.ts';

export const DATABASE_FILE = 'yankcord.sqlite3';

/** `FULL`: a message that was acknowledged survives a loss of power. https://sqlite.org/pragma.html#pragma_synchronous */
const PRAGMAS = ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'busy_timeout = 5000'];

/**
 * The server's SQLite file, brought to the newest schema. Queries stand in the files beside this one, by table.
 * better-sqlite3 is synchronous: a query never leaves its turn of the event loop.
 */
export class Database {
  readonly query: Kysely<Tables>;
  readonly #file: BetterSqlite3.Database;

  private constructor(file: BetterSqlite3.Database, query: Kysely<Tables>) {
    this.#file = file;
    this.query = query;
  }

  /**
   * @param dataDir made when it is not there
   * @param migrations for tests
   * @throws AppError `data_unwritable`, or `data_newer` when a newer Yankcord has used this folder
   */
  static async open(dataDir: string, migrations: Readonly<Record<string, Migration>> = MIGRATIONS): Promise<Database> {
    const file = await openFile(dataDir);
    const query = new Kysely<Tables>({ dialect: new SqliteDialect({ database: file }) });
    try {
      await checkAge(file, dataDir, migrations);
      await migrate(file, query, migrations);
      return new Database(file, query);
    } catch (fault) {
      file.close();
      throw asDataFault(fault, dataDir);
    }
  }

  /**
   * One that a server of this version uses already, perhaps right now: nothing about it is changed.
   * @throws AppError `data_unwritable`, `data_newer`, `data_older`
   */
  static async openBeside(dataDir: string): Promise<Database> {
    const file = await openFile(dataDir);
    try {
      const applied = (await checkAge(file, dataDir, MIGRATIONS)) ?? [];
      if (applied.length < Object.keys(MIGRATIONS).length) {
        throw new AppError(
          'data_older',
          `The data folder "${dataDir}" was used by an older version of Yankcord last: start the server of this one first.`,
        );
      }
      return new Database(file, new Kysely<Tables>({ dialect: new SqliteDialect({ database: file }) }));
    } catch (fault) {
      file.close();
      throw asDataFault(fault, dataDir);
    }
  }

  /** For tests and `doctor`: `ok`, or what is wrong with the file. */
  async integrity(): Promise<string> {
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(this.query);
    return rows.map((row) => row.integrity_check).join('\n');
  }

  /** All statements of `work` or none; `work` must not await anything else. */
  async atomically<T>(work: (query: Kysely<Tables>) => Promise<T>): Promise<T> {
    return this.query.transaction().execute(work);
  }

  /** Another one after somebody else wrote, another process that is. https://sqlite.org/pragma.html#pragma_data_version */
  get version(): number {
    // A pragma of one number, which the package's types cannot know.
    return this.#file.pragma('data_version', { simple: true }) as number;
  }

  /** Gives back the memory of its page cache. https://sqlite.org/pragma.html#pragma_shrink_memory */
  shrink(): void {
    this.#file.pragma('shrink_memory');
  }

  close(): void {
    if (this.#file.open) {
      this.#file.close();
    }
  }
}

const openFile = async (dataDir: string): Promise<BetterSqlite3.Database> => {
  let file: BetterSqlite3.Database | undefined;
  try {
    await makeFolder(dataDir);
    file = new BetterSqlite3(join(dataDir, DATABASE_FILE));
    for (const pragma of PRAGMAS) {
      file.pragma(pragma);
    }
    return file;
  } catch (fault) {
    file?.close();
    throw asDataFault(fault, dataDir);
  }
};

/**
 * A file that knows migrations which this program does not was used by a newer one: it is left as it is.
 * @returns what was applied to it; undefined for a new one
 */
const checkAge = async (
  file: BetterSqlite3.Database,
  dataDir: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<string[] | undefined> => {
  const table = file.prepare(`select 1 from sqlite_schema where name = 'kysely_migration'`).get();
  if (table === undefined) {
    return undefined;
  }
  const query = new Kysely<{ kysely_migration: { name: string } }>({ dialect: new SqliteDialect({ database: file }) });
  const applied = await query.selectFrom('kysely_migration').select('name').execute();
  if (applied.some(({ name }) => !(name in migrations))) {
    throw new AppError(
      'data_newer',
      `The data folder "${dataDir}" was used by a newer version of Yankcord: update Yankcord, or choose another folder with --data.`,
    );
  }
  return applied.map(({ name }) => name);
};

/** All missing migrations or none: kysely takes SQLite for unable to do that, so the transaction is ours. */
const migrate = async (
  file: BetterSqlite3.Database,
  query: Kysely<Tables>,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> => {
  file.exec('begin immediate');
  const migrator = new Migrator({ db: query, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    file.exec('rollback');
    throw new Error('a migration failed', { cause: error });
  }
  file.exec('commit');
};

const asDataFault = (fault: unknown, dataDir: string): AppError => {
  if (fault instanceof AppError) {
    return fault;
  }
  const code = faultCode(fault) ?? '';
  const why =
    code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')
      ? 'holds a damaged database'
      : 'cannot be written';
  return new AppError(
    'data_unwritable',
    `The data folder "${dataDir}" ${why} (${code === '' ? 'unknown reason' : code}): correct it, or choose another folder with --data.`,
    { cause: fault },
  );
};
