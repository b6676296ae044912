import type { Readable } from 'node:stream';
import type { Attachment, AttachmentId } from '../../common/attachments.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import type { Log } from '../../common/log.ts';
import { exists } from '../folder.ts';
import {
  addAttachment,
  attachmentBytes,
  countUploads,
  findAttachment,
  findUpload,
  knownAttachments,
  removeStaleUploads,
  removeUpload,
} from '../store/attachments.ts';
import type { Database } from '../store/Database.ts';
import { FileFolder, type Received } from '../store/FileFolder.ts';
import type { StoredMember } from '../store/members.ts';
import type { Channels } from './Channels.ts';
import { inspect } from './inspect.ts';

export interface FileLimits {
  /** Of one file. 0: none are taken. */
  readonly maxBytes: number;
  /** Of all files together. */
  readonly totalBytes: number;
}

/** Uploads of one member at the same time, and those that wait for their message. */
const AT_ONCE_MAX = 4;
const WAITING_MAX = 50;
const BUSY_MS = 1_000;
const HOUR_MS = 3_600_000;
/** What was uploaded and never sent. Devices without a connection keep what they want to send for days. */
const STALE_MS = 72 * HOUR_MS;

export interface Upload {
  readonly nonce: string;
  readonly name: string;
  /** As announced; undefined if it was not. */
  readonly bytes: number | undefined;
  readonly source: Readable;
}

/** Files that people send: taken in, kept, and handed to those who may see the message that they stand with. */
export class Attachments {
  readonly maxBytes: number;
  readonly #database: Database;
  readonly #channels: Channels;
  readonly #folder: FileFolder;
  readonly #totalBytes: number;
  readonly #log: Log;
  /** Uploads that are under way, by member. */
  readonly #busy = new Map<MemberId, number>();
  /** What is kept and what is coming, in bytes. */
  #bytes: number;

  private constructor(
    database: Database,
    channels: Channels,
    folder: FileFolder,
    limits: FileLimits,
    bytes: number,
    log: Log,
  ) {
    this.#database = database;
    this.#channels = channels;
    this.#folder = folder;
    this.maxBytes = limits.maxBytes;
    this.#totalBytes = limits.totalBytes;
    this.#bytes = bytes;
    this.#log = log;
  }

  static async open(
    database: Database,
    channels: Channels,
    dataDir: string,
    limits: FileLimits,
    log: Log,
  ): Promise<Attachments> {
    const [folder, bytes] = await Promise.all([FileFolder.open(dataDir), attachmentBytes(database)]);
    return new Attachments(database, channels, folder, limits, bytes, log);
  }

  /**
   * On the disk when this resolves. A nonce that came before answers the file of the first time, and reads nothing.
   * @throws AppError `forbidden`, `file_too_large`, `storage_full`, `too_many`, `rate_limited`, `disconnected`
   */
  async upload(by: StoredMember, { nonce, name, bytes, source }: Upload): Promise<Attachment> {
    this.#requireSomewhere(by);
    const before = await findUpload(this.#database, by.id, nonce);
    if (before !== undefined) {
      return before;
    }
    if (bytes !== undefined && bytes > this.maxBytes) {
      throw new AppError('file_too_large', `larger than ${String(this.maxBytes)} bytes`);
    }
    if ((await countUploads(this.#database, by.id)) >= WAITING_MAX) {
      throw new AppError('too_many', 'too many files wait for their message');
    }
    return this.#inTurn(by, () =>
      this.#withRoom(bytes ?? this.maxBytes, () => this.#take(by, nonce, name, bytes, source)),
    );
  }

  /** @throws AppError `not_found` for one that did not come whole */
  async uploaded(by: StoredMember, nonce: string): Promise<Attachment> {
    const found = await findUpload(this.#database, by.id, nonce);
    if (found === undefined) {
      throw new AppError('not_found', 'no such upload');
    }
    return found;
  }

  /** For whoever sees its message; before it has one, for whoever uploaded it. @throws AppError `not_found` */
  async open(by: StoredMember, id: AttachmentId): Promise<{ readonly attachment: Attachment; readonly path: string }> {
    const stored = await findAttachment(this.#database, id);
    if (stored === undefined || (stored.channelId === null && stored.memberId !== by.id)) {
      throw new AppError('not_found', 'no such file');
    }
    if (stored.channelId !== null) {
      // The store gives back ids as they were made.
      this.#channels.require(by, stored.channelId as ChannelId);
    }
    const path = this.#folder.pathOf(stored.attachment.id);
    if (!(await exists(path))) {
      throw new AppError('not_found', 'the file is lost');
    }
    return { attachment: stored.attachment, path };
  }

  /** One's own upload that is not to be sent after all. @throws AppError `not_found` */
  async discard(by: StoredMember, id: AttachmentId): Promise<void> {
    const stored = await findAttachment(this.#database, id);
    if (stored === undefined || !(await removeUpload(this.#database, by.id, id))) {
      throw new AppError('not_found', 'no such upload');
    }
    await this.gone([stored.attachment]);
  }

  /** Their message is deleted: so are they. What cannot be deleted now is swept later. */
  async gone(attachments: readonly Attachment[]): Promise<void> {
    for (const { id, bytes } of attachments) {
      this.#bytes -= bytes;
      await this.#folder.remove(id).catch((fault: unknown) => {
        this.#log.error('A file could not be deleted', fault);
      });
    }
  }

  /** Deletes uploads that were never sent, and files of messages that are gone; to be called now and then. */
  async sweep(nowMs: number): Promise<void> {
    await removeStaleUploads(this.#database, nowMs - STALE_MS);
    // A file is there before its row is: the youngest may be on their way.
    const removed = await this.#folder.sweep(nowMs - HOUR_MS, (ids) => knownAttachments(this.#database, ids));
    if (this.#busy.size === 0) {
      this.#bytes = await attachmentBytes(this.#database);
    }
    if (removed > 0) {
      this.#log.info('Files without a message were deleted', { removed });
    }
  }

  async #take(
    by: StoredMember,
    nonce: string,
    name: string,
    expected: number | undefined,
    source: Readable,
  ): Promise<Attachment> {
    const received = await this.#folder.receive(source, this.maxBytes, expected);
    const nature = await this.#inspected(received);
    await this.#folder.keep(received);
    const { id, bytes } = received;
    const attachment = { id, name, bytes, ...nature };
    const added = await addAttachment(this.#database, { ...attachment, memberId: by.id, nonce, createdMs: Date.now() });
    if (!added) {
      // The same upload came twice at once.
      await this.#folder.remove(id);
      return this.uploaded(by, nonce);
    }
    this.#bytes += bytes;
    return { ...attachment, alt: '' };
  }

  async #inspected(received: Received): Promise<Awaited<ReturnType<typeof inspect>>> {
    try {
      return await inspect(received.path);
    } catch (fault) {
      await this.#folder.drop(received);
      throw fault;
    }
  }

  /** Who may attach nothing anywhere need not upload. @throws AppError `forbidden` */
  #requireSomewhere(by: StoredMember): void {
    const [first] = this.#channels.visibleTo(by);
    if (!this.#channels.visibleTo(by).some((channel) => this.#channels.authority.allows(by, 'attachFiles', channel))) {
      this.#channels.authority.require(by, 'attachFiles', first);
      throw new AppError('forbidden', 'not allowed here: attachFiles');
    }
  }

  async #inTurn<T>(by: StoredMember, work: () => Promise<T>): Promise<T> {
    const busy = this.#busy.get(by.id) ?? 0;
    if (busy >= AT_ONCE_MAX) {
      throw new AppError('rate_limited', 'too many uploads at once', { retryAfterMs: BUSY_MS });
    }
    this.#busy.set(by.id, busy + 1);
    try {
      return await work();
    } finally {
      const left = (this.#busy.get(by.id) ?? 1) - 1;
      if (left === 0) {
        this.#busy.delete(by.id);
      } else {
        this.#busy.set(by.id, left);
      }
    }
  }

  /** What is coming is counted before it is there: of many at once none goes over the limit. */
  async #withRoom<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    if (this.#bytes + bytes > this.#totalBytes) {
      throw new AppError('storage_full', 'the files of this server are at their limit');
    }
    this.#bytes += bytes;
    try {
      return await work();
    } finally {
      this.#bytes -= bytes;
    }
  }
}
