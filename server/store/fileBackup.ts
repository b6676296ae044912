/** The files of a backup. A file never changes, so a second name on the same disk is a copy that costs nothing. */
import { constants, copyFile, link, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { makeFolder } from '../folder.ts';
import { FILES_FOLDER, isShard, isFileId, placeOf } from './FileFolder.ts';
import { sync } from './sync.ts';
import { faultCode } from '../../common/faultCode.ts';

/** @returns false where there is no such file */
const copyOne = async (from: string, to: string): Promise<boolean> => {
  await makeFolder(dirname(to));
  try {
    await link(from, to);
    return true;
  } catch (fault) {
    if (faultCode(fault) === 'EEXIST') {
      return true;
    }
    if (faultCode(fault) === 'ENOENT') {
      return false;
    }
  }
  // Another disk, or one that knows one name a file.
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    await sync(to);
    return true;
  } catch (fault) {
    if (faultCode(fault) === 'ENOENT') {
      return false;
    }
    throw fault;
  }
};

/** Ids of all files below a data folder or a backup. */
const idsIn = async (folder: string): Promise<string[]> => {
  const root = join(folder, FILES_FOLDER);
  const shards = (await readdir(root).catch(() => [])).filter(isShard);
  const names = await Promise.all(shards.map(async (shard) => readdir(join(root, shard))));
  return names.flat().filter(isFileId);
};

const pathIn = (folder: string, id: string): string => join(folder, FILES_FOLDER, placeOf(id));

/** All files that are there now: before the database is copied, and so also those that are deleted meanwhile. */
export const copyFiles = async (from: string, to: string): Promise<void> => {
  for (const id of await idsIn(from)) {
    await copyOne(pathIn(from, id), pathIn(to, id));
  }
};

/**
 * After the database was copied: the files of messages that came meanwhile are added, those of no message are dropped,
 * and what was deleted in between is deleted in the copy as well.
 * @param live the database that was copied, as it is by now
 */
export const completeFiles = async (
  from: string,
  to: string,
  copy: BetterSqlite3.Database,
  live: BetterSqlite3.Database,
): Promise<void> => {
  if (!hasFiles(copy)) {
    return;
  }
  const known = new Set(copy.prepare('select id from attachments').pluck().all().map(String));
  for (const id of await idsIn(to)) {
    if (!known.delete(id)) {
      await rm(pathIn(to, id));
    }
  }
  for (const id of known) {
    const copied = await copyOne(pathIn(from, id), pathIn(to, id));
    if (!copied && live.prepare('select 1 from attachments where id = ?').get(id) === undefined) {
      copy.prepare('delete from attachments where id = ?').run(id);
    }
  }
};

/** How many files the database of a folder knows, and how many of them are not there as they came. */
export const countFiles = async (
  folder: string,
  file: BetterSqlite3.Database,
): Promise<{ readonly files: number; readonly missing: number }> => {
  const rows = hasFiles(file) ? file.prepare('select id, bytes from attachments').raw().all() : [];
  let missing = 0;
  for (const row of rows) {
    const [id, bytes] = row as [string, number]; // the columns that were selected
    const found = await stat(pathIn(folder, id)).catch(() => undefined);
    missing += found?.size === bytes ? 0 : 1;
  }
  return { files: rows.length, missing };
};

/** Databases of before files were attached have no table of them. */
const hasFiles = (file: BetterSqlite3.Database): boolean =>
  file.prepare(`select 1 from sqlite_schema where name = 'attachments'`).get() !== undefined;
