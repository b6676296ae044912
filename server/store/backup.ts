/** Copies of a server's data that are whole: made with SQLite's online backup while it runs, and looked at before they count. */
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { AppError } from '../../common/errors.ts';
import { makeFolder } from '../folder.ts';
import { DATABASE_FILE } from './Database.ts';
import { completeFiles, copyFiles, countFiles } from './fileBackup.ts';
import { sync } from './sync.ts';
import { MIGRATIONS } from './migrations/index.ts';

/** What a server is besides its database: who it is to apps that trust it, and how it was set up. */
export const OTHER_FILES = ['certificate.pem', 'yankcord.json'] as const;

/** `2026-11-24T23-15-31-042Z`: sorts by time, and no file system minds it. */
const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/;
const PARTIAL = '.partial';

/** What is in a copy. */
export interface Contents {
  readonly members: number;
  readonly messages: number;
  readonly bytes: number;
  /** That people attached; and those of them that are not there as they came. */
  readonly files: number;
  readonly missing: number;
}

export interface Backup extends Contents {
  readonly folder: string;
}

/**
 * Copies the data into a new folder of `into`, named by the time. The server may run meanwhile. A copy that was cut
 * short, or turned out damaged, is not left there.
 * @throws AppError `backup_failed`
 */
export const backUp = async (dataDir: string, into: string, now: Date): Promise<Backup> => {
  const folder = join(into, now.toISOString().replace(/[:.]/g, '-'));
  const partial = `${folder}${PARTIAL}`;
  try {
    await stat(join(dataDir, DATABASE_FILE));
  } catch (cause) {
    throw new AppError('backup_failed', `There is nothing to back up in "${dataDir}": give its folder with --data.`, {
      cause,
    });
  }
  try {
    await makeFolder(into);
    await mkdir(partial, { mode: 0o700 });
    await copyFiles(dataDir, partial);
    await copyDatabase(dataDir, partial);
    await copyOthers(dataDir, partial);
    const contents = await verify(partial);
    await rename(partial, folder);
    await sync(into);
    return { folder, ...contents };
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    const why = cause instanceof Error ? cause.message : 'unknown reason';
    throw new AppError('backup_failed', `No backup could be made in "${into}": ${why}`, { cause });
  }
};

/**
 * Opens a copy and reads all of it. https://sqlite.org/pragma.html#pragma_integrity_check
 * @throws AppError `backup_damaged`, `data_newer`
 */
export const verify = async (folder: string): Promise<Contents> => {
  const path = join(folder, DATABASE_FILE);
  let file: BetterSqlite3.Database | undefined;
  try {
    file = new BetterSqlite3(path, { fileMustExist: true });
    const [wrong] = texts(file, 'pragma integrity_check').filter((found) => found !== 'ok');
    const [dangling] = texts(file, 'pragma foreign_key_check');
    if (wrong !== undefined || dangling !== undefined) {
      throw new Error(wrong ?? `${dangling ?? ''} refers to what is not there`);
    }
    const newer = texts(file, 'select name from kysely_migration').find((name) => !(name in MIGRATIONS));
    if (newer !== undefined) {
      throw new AppError('data_newer', `"${folder}" was made by a newer version of Yankcord: update Yankcord first.`);
    }
    const { size: bytes } = await stat(path);
    const files = await countFiles(folder, file);
    return { members: count(file, 'members'), messages: count(file, 'messages'), bytes, ...files };
  } catch (cause) {
    if (cause instanceof AppError) {
      throw cause;
    }
    const why = cause instanceof Error ? cause.message : 'unknown reason';
    throw new AppError('backup_damaged', `"${folder}" holds no whole backup: ${why}`, { cause });
  } finally {
    file?.close();
  }
};

/** Backups in a folder, the oldest first. */
export const listBackups = async (into: string): Promise<string[]> => {
  const names = await readdir(into).catch(() => []);
  return names
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => join(into, name));
};

/** When a backup was made, by its name. Unix time in milliseconds. */
export const timeOf = (folder: string): number => {
  const [date = '', time = ''] = basename(folder).split('T');
  return Date.parse(`${date}T${time.replace(/^(\d\d)-(\d\d)-(\d\d)-/, '$1:$2:$3.')}`);
};

/** Deletes all but the newest, and what is left of copies that were cut short. */
export const keepNewest = async (into: string, kept: number): Promise<void> => {
  const backups = await listBackups(into);
  const names = await readdir(into).catch(() => []);
  const partial = names.filter((name) => name.endsWith(PARTIAL)).map((name) => join(into, name));
  for (const folder of [...backups.slice(0, Math.max(0, backups.length - kept)), ...partial]) {
    await rm(folder, { recursive: true, force: true });
  }
};

/** In one step: other writers wait for none of it under WAL, and none of them makes it begin again. */
const copyDatabase = async (from: string, to: string): Promise<void> => {
  const live = new BetterSqlite3(join(from, DATABASE_FILE), { readonly: true, fileMustExist: true });
  const path = join(to, DATABASE_FILE);
  try {
    await live.backup(path, { progress: ({ totalPages }) => totalPages });
    const copy = new BetterSqlite3(path);
    try {
      await completeFiles(from, to, copy, live);
    } finally {
      copy.close();
    }
  } finally {
    live.close();
  }
  await sync(path);
};

export const copyOthers = async (from: string, to: string): Promise<void> => {
  for (const name of OTHER_FILES) {
    try {
      await copyFile(join(from, name), join(to, name));
      await sync(join(to, name));
    } catch (fault) {
      if (!(fault instanceof Error && 'code' in fault && fault.code === 'ENOENT')) {
        throw fault;
      }
    }
  }
};

const texts = (file: BetterSqlite3.Database, query: string): string[] => file.prepare(query).pluck().all().map(String);

const count = (file: BetterSqlite3.Database, table: 'members' | 'messages'): number =>
  Number(file.prepare(`select count(*) from ${table}`).pluck().get());
