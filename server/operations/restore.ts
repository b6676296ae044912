import { copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { AppError } from '../../common/errors.ts';
import { exists } from '../folder.ts';
import { backUp, copyOthers, verify, type Contents } from '../store/backup.ts';
import { copyFiles } from '../store/fileBackup.ts';
import { sync } from '../store/sync.ts';
import { Database, DATABASE_FILE } from '../store/Database.ts';
import { DataLock } from '../store/DataLock.ts';
import { backupsOf } from './BackupSchedule.ts';

export interface Restored extends Contents {
  /** Where what was there before is kept; undefined where nothing was. */
  readonly before: string | undefined;
}

/**
 * Puts a backup in the place of a data folder's contents. What was there is kept as a backup of its own first, and the
 * change is one rename: whenever this is cut short, either the old data or the new is there, whole.
 * @throws AppError `backup_damaged`, `data_newer`, `data_in_use` while a server runs there, `data_unwritable`
 */
export const restore = async (backup: string, dataDir: string, now: Date): Promise<Restored> => {
  await verify(backup);
  const lock = await DataLock.take(dataDir);
  try {
    const path = join(dataDir, DATABASE_FILE);
    const before = (await exists(path)) ? await keep(dataDir, path, now) : undefined;
    // Before the messages that name them. What no message names any more, the server sweeps.
    await copyFiles(backup, dataDir);
    const coming = `${path}.restoring`;
    await copyFile(join(backup, DATABASE_FILE), coming);
    await sync(coming);
    await rename(coming, path);
    await sync(dataDir);
    await copyOthers(backup, dataDir);
    await upgrade(dataDir);
    return { ...(await verify(dataDir)), before };
  } catch (cause) {
    throw cause instanceof AppError
      ? cause
      : new AppError('data_unwritable', `The data folder "${dataDir}" cannot be written: correct it.`, { cause });
  } finally {
    lock.close();
  }
};

/** Whole, if it can be; a damaged one as it is. */
const keep = async (dataDir: string, path: string, now: Date): Promise<string> => {
  let kept: string;
  try {
    kept = (await backUp(dataDir, backupsOf(dataDir), now)).folder;
    // Everything into the one file, so that no journal of the old is taken for one of the new.
    const file = new BetterSqlite3(path);
    file.pragma('wal_checkpoint(TRUNCATE)');
    file.close();
  } catch {
    kept = `${path}.damaged-${String(now.getTime())}`;
    await copyFile(path, kept);
    // What was acknowledged last may stand in its journal alone.
    if (await exists(`${path}-wal`)) {
      await copyFile(`${path}-wal`, `${kept}-wal`);
    }
  }
  await Promise.all(['-wal', '-shm'].map(async (end) => rm(`${path}${end}`, { force: true })));
  return kept;
};

/** An older backup is brought to the newest schema at once, so that a failure shows now. */
const upgrade = async (dataDir: string): Promise<void> => {
  (await Database.open(dataDir)).close();
};
