/** Whether what a server keeps is whole, and will stay so. */
import { X509Certificate } from 'node:crypto';
import { readFile, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { AppError } from '../../../common/errors.ts';
import { exists } from '../../folder.ts';
import { listBackups, timeOf, verify } from '../../store/backup.ts';
import { DATABASE_FILE } from '../../store/Database.ts';
import { DataLock } from '../../store/DataLock.ts';
import { backupsOf, type BackupPlan } from '../BackupSchedule.ts';
import { problem, warning, well, type Finding } from './finding.ts';

const MIB = 1_024 * 1_024;
const SCARCE_BYTES = 1_024 * MIB;
const FULL_BYTES = 100 * MIB;
const DAY_MS = 24 * 3_600_000;
const EXPIRES_SOON_MS = 30 * DAY_MS;
/** Messages are stamped by this clock: later ones than now mean that it was set back. */
const CLOCK_SLACK_MS = 5 * 60_000;
/** No Yankcord is older. */
const BEGAN_MS = Date.UTC(2026, 0, 1);
const OTHERS = 0o077;

/** Whether a server runs on this folder now. @throws AppError `data_unwritable` */
export const isRunning = async (dataDir: string): Promise<boolean> => {
  if (!(await exists(dataDir))) {
    return false;
  }
  try {
    (await DataLock.take(dataDir)).close();
    return false;
  } catch (fault) {
    if (AppError.from(fault).code === 'data_in_use') {
      return true;
    }
    throw fault;
  }
};

export const lookAtDisk = async (dataDir: string): Promise<Finding> => {
  const about = 'disk';
  const { bavail, bsize } = await statfs(await nearest(dataDir));
  const free = bavail * bsize;
  const says = `${String(Math.floor(free / MIB))} MB free`;
  if (free < FULL_BYTES) {
    return problem(about, says, 'Make room: messages cannot be kept without it.');
  }
  return free < SCARCE_BYTES ? warning(about, says, 'Make room before it is full.') : well(about, says);
};

export const lookAtClock = (dataDir: string, nowMs: number): Finding => {
  const about = 'clock';
  const says = new Date(nowMs).toISOString();
  const latestMs = Math.max(BEGAN_MS, latestMessageMs(join(dataDir, DATABASE_FILE)));
  return latestMs > nowMs + CLOCK_SLACK_MS
    ? problem(
        about,
        `${says} is before ${new Date(latestMs).toISOString()}, when the last message came`,
        'Set it right.',
      )
    : well(about, says);
};

export const lookAtCertificate = async (dataDir: string, nowMs: number): Promise<Finding> => {
  const about = 'certificate';
  const path = join(dataDir, 'certificate.pem');
  const pem = await readFile(path, 'utf8').catch(() => undefined);
  if (pem === undefined) {
    return well(about, 'is made at the first start');
  }
  const helps = `Delete ${path}: a new one is made. Apps that know this server then ask whether they may trust it.`;
  try {
    const { validFromDate, validToDate, fingerprint256 } = new X509Certificate(pem);
    if (validFromDate.getTime() > nowMs || validToDate.getTime() < nowMs) {
      return problem(about, 'does not hold today', helps);
    }
    if (process.platform !== 'win32' && ((await stat(path)).mode & OTHERS) !== 0) {
      return warning(about, 'and its key can be read by others on this machine', `chmod 600 ${path}`);
    }
    return validToDate.getTime() - nowMs < EXPIRES_SOON_MS
      ? warning(about, `ends on ${validToDate.toISOString()}`, helps)
      : well(about, fingerprint256);
  } catch {
    return problem(about, 'is damaged', helps);
  }
};

export const lookAtDatabase = async (dataDir: string): Promise<Finding> => {
  const about = 'database';
  if (!(await exists(join(dataDir, DATABASE_FILE)))) {
    return well(about, 'is made at the first start');
  }
  try {
    const { members, messages, bytes, files, missing } = await verify(dataDir);
    const size = `${String(Math.ceil(bytes / MIB))} MB`;
    if (missing > 0) {
      return problem(
        about,
        `${String(missing)} of ${String(files)} files that messages show are not there`,
        'Copy them from the folder "files" of a backup to the same place in the data folder.',
      );
    }
    return well(
      about,
      `whole: ${String(members)} members, ${String(messages)} messages, ${String(files)} files, ${size} without the files`,
    );
  } catch (fault) {
    const { code, message } = AppError.from(fault);
    return problem(
      about,
      message,
      code === 'data_newer' ? 'Update Yankcord.' : 'Restore a backup: yankcord-server restore',
    );
  }
};

export const lookAtBackups = async (dataDir: string, plan: BackupPlan, nowMs: number): Promise<Finding> => {
  const about = 'backups';
  const newest = (await listBackups(backupsOf(dataDir))).at(-1);
  const helps = 'Make one: yankcord-server backup';
  if (newest === undefined) {
    return (await exists(join(dataDir, DATABASE_FILE)))
      ? warning(about, 'there is none', helps)
      : well(about, 'there is nothing to keep yet');
  }
  try {
    await verify(newest);
  } catch (fault) {
    return problem(about, AppError.from(fault).message, helps);
  }
  const ageMs = nowMs - timeOf(newest);
  const says = `the newest is ${String(Math.floor(ageMs / 3_600_000))} hours old, and whole`;
  const lateMs = plan.everyHours === 0 ? 7 * DAY_MS : 2 * plan.everyHours * 3_600_000 + DAY_MS;
  return ageMs > lateMs ? warning(about, says, helps) : well(about, says);
};

/** 0 where there is none, or none can be read. */
const latestMessageMs = (path: string): number => {
  let file: BetterSqlite3.Database | undefined;
  try {
    file = new BetterSqlite3(path, { readonly: true, fileMustExist: true });
    return Number(file.prepare('select sent_ms from messages order by id desc limit 1').pluck().get() ?? 0);
  } catch {
    return 0;
  } finally {
    file?.close();
  }
};

/** The folder itself, or the nearest above it that is there. */
const nearest = async (folder: string): Promise<string> =>
  (await exists(folder)) || dirname(folder) === folder ? folder : nearest(dirname(folder));
