import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { AttachmentId } from '../../common/attachments.ts';
import { AppError } from '../../common/errors.ts';
import { makeFolder } from '../folder.ts';
import { sync } from './sync.ts';

/** Below the data folder. */
export const FILES_FOLDER = 'files';
const COMING = 'coming';
/** 128 random bits: nobody guesses one, and a name says nothing of what is in the file. */
const ID = /^[0-9a-f]{32}$/;
const SHARD = /^[0-9a-f]{2}$/;
/** The database needs room too: where a disk has less, no file is taken. */
const SPARED_BYTES = 100 * 1_024 * 1_024;
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

export const isFileId = (name: string): boolean => ID.test(name);
export const isShard = (name: string): boolean => SHARD.test(name);

/** Where a file stands below a folder of files. */
export const placeOf = (id: string): string => join(id.slice(0, 2), id);

export interface Received {
  readonly id: AttachmentId;
  readonly bytes: number;
  /** Not yet under its own name: `keep` or `drop` it. */
  readonly path: string;
}

/**
 * The files themselves, named by their ids: not by what is in them, so that nobody learns whether a server has a file by
 * uploading it, and that what is deleted is gone whoever else had the same.
 */
export class FileFolder {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async open(dataDir: string): Promise<FileFolder> {
    const root = join(dataDir, FILES_FOLDER);
    await makeFolder(join(root, COMING));
    return new FileFolder(root);
  }

  /**
   * Writes what comes to the disk as it comes; nothing is left of what did not come whole.
   * @param expected bytes that were announced; undefined if none were
   * @throws AppError `file_too_large`, `storage_full`, `file_unreadable` for nothing at all, `disconnected`
   */
  async receive(source: Readable, maxBytes: number, expected: number | undefined): Promise<Received> {
    // 32 hexadecimal digits: an id by construction.
    const id = randomBytes(16).toString('hex') as AttachmentId;
    const path = join(this.root, COMING, id);
    try {
      await this.#requireRoom(expected ?? maxBytes);
      const bytes = await write(source, path, maxBytes);
      if (bytes === 0) {
        throw new AppError('file_unreadable', 'nothing came');
      }
      return { id, bytes, path };
    } catch (fault) {
      await rm(path, { force: true });
      throw asFault(fault);
    }
  }

  /** Under its own name from now on, and on the disk. */
  async keep({ id, path }: Received): Promise<void> {
    const folder = join(this.root, id.slice(0, 2));
    try {
      await makeFolder(folder);
      await rename(path, this.pathOf(id));
      await sync(folder);
    } catch (fault) {
      await this.remove(id);
      await rm(path, { force: true });
      throw asFault(fault);
    }
  }

  async drop({ path }: Received): Promise<void> {
    await rm(path, { force: true });
  }

  pathOf(id: AttachmentId): string {
    return join(this.root, placeOf(id));
  }

  async remove(id: AttachmentId): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  /**
   * Deletes files from before this time that nothing refers to: what was cut short, and what went with its message.
   * @param known answers those of these ids that are referred to
   * @returns how many
   */
  async sweep(beforeMs: number, known: (ids: readonly string[]) => Promise<ReadonlySet<string>>): Promise<number> {
    let removed = await this.#sweepFolder(COMING, beforeMs, () => Promise.resolve(new Set()));
    for (const shard of await namesIn(this.root)) {
      if (isShard(shard)) {
        removed += await this.#sweepFolder(shard, beforeMs, known);
      }
    }
    return removed;
  }

  async #sweepFolder(
    name: string,
    beforeMs: number,
    known: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<number> {
    const ids = (await namesIn(join(this.root, name))).filter(isFileId);
    const kept = ids.length === 0 ? new Set<string>() : await known(ids);
    let removed = 0;
    for (const id of ids.filter((one) => !kept.has(one))) {
      const path = join(this.root, name, id);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
      if (mtimeMs < beforeMs) {
        await rm(path, { force: true });
        removed += 1;
      }
    }
    return removed;
  }

  async #requireRoom(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.root);
    if (bavail * bsize < bytes + SPARED_BYTES) {
      throw new AppError('storage_full', 'the disk is full');
    }
  }
}

const write = async (source: Readable, path: string, maxBytes: number): Promise<number> => {
  const handle = await open(path, 'wx', 0o600);
  try {
    let bytes = 0;
    // Who sends too much is to hear why: the line stays.
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      const part = chunk as Buffer; // of a stream without an encoding
      bytes += part.length;
      if (bytes > maxBytes) {
        throw new AppError('file_too_large', `larger than ${String(maxBytes)} bytes`);
      }
      await handle.appendFile(part);
    }
    await handle.sync();
    return bytes;
  } finally {
    await handle.close();
  }
};

const namesIn = async (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

const asFault = (fault: unknown): unknown => {
  const code = fault instanceof Error && 'code' in fault && typeof fault.code === 'string' ? fault.code : '';
  if (FULL.has(code)) {
    return new AppError('storage_full', 'the disk is full', { cause: fault });
  }
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE'
    ? new AppError('disconnected', 'the upload was cut short', { cause: fault })
    : fault;
};
