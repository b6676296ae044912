import { sql, type Selectable } from 'kysely';
import type { Attachment, AttachmentId } from '../../common/attachments.ts';
import type { MemberId } from '../../common/ids.ts';
import type { Database } from './Database.ts';
import type { AttachmentsTable } from './tables.ts';

export type NewAttachment = Omit<Attachment, 'alt'> & {
  readonly memberId: MemberId;
  readonly nonce: string;
  readonly createdMs: number;
};

/** A file that is kept, and where it stands: null in no message yet. */
export interface StoredAttachment {
  readonly attachment: Attachment;
  readonly memberId: MemberId;
  readonly channelId: string | null;
}

type Row = Pick<Selectable<AttachmentsTable>, 'id' | 'name' | 'kind' | 'type' | 'bytes' | 'width' | 'height' | 'alt'>;

const COLUMNS = [
  'attachments.id',
  'attachments.name',
  'attachments.kind',
  'attachments.type',
  'attachments.bytes',
  'attachments.width',
  'attachments.height',
  'attachments.alt',
] as const;

const fromRow = ({ id, ...row }: Row): Attachment =>
  // The store gives back ids as they were made.
  ({ id: id as AttachmentId, ...row });

/** @returns false where this member has an upload of this nonce already: nothing is stored then */
export const addAttachment = async (
  database: Database,
  { memberId, createdMs, ...attachment }: NewAttachment,
): Promise<boolean> => {
  const { numInsertedOrUpdatedRows = 0n } = await database.query
    .insertInto('attachments')
    .values({ ...attachment, member_id: memberId, created_ms: createdMs })
    .onConflict((conflict) => conflict.columns(['member_id', 'nonce']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
};

/** What a member uploaded under this nonce. */
export const findUpload = async (
  database: Database,
  memberId: MemberId,
  nonce: string,
): Promise<Attachment | undefined> => {
  const row = await database.query
    .selectFrom('attachments')
    .select(COLUMNS)
    .where('member_id', '=', memberId)
    .where('nonce', '=', nonce)
    .executeTakeFirst();
  return row === undefined ? undefined : fromRow(row);
};

export const findAttachment = async (database: Database, id: AttachmentId): Promise<StoredAttachment | undefined> => {
  const row = await database.query
    .selectFrom('attachments')
    .leftJoin('messages', 'messages.id', 'attachments.message_id')
    .select([...COLUMNS, 'attachments.member_id', 'messages.channel_id'])
    .where('attachments.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    return undefined;
  }
  const { member_id: memberId, channel_id: channelId, ...attachment } = row;
  return { attachment: fromRow(attachment), memberId: memberId as MemberId, channelId };
};

/**
 * Uploads of the author that no message has yet become those of this message, in this order.
 * @returns whether all of them did: if not, the caller's transaction is to fail
 */
export const claimAttachments = async (
  query: Database['query'],
  messageRow: number,
  author: MemberId,
  given: readonly { readonly id: AttachmentId; readonly alt?: string }[],
): Promise<boolean> => {
  for (const [position, { id, alt = '' }] of given.entries()) {
    const { numUpdatedRows } = await query
      .updateTable('attachments')
      .set({ message_id: messageRow, position, alt })
      .where('id', '=', id)
      .where('member_id', '=', author)
      .where('message_id', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) {
      return false;
    }
  }
  return true;
};

/** Of these messages, each in its order. */
export const attachmentsOf = async (
  query: Database['query'],
  messageRows: readonly number[],
): Promise<ReadonlyMap<number, Attachment[]>> => {
  const rows = await query
    .selectFrom('attachments')
    .select([...COLUMNS, 'attachments.message_id'])
    .where('message_id', 'in', messageRows)
    .orderBy('position')
    .execute();
  const all = new Map<number, Attachment[]>();
  for (const { message_id: row, ...attachment } of rows) {
    if (row !== null) {
      all.set(row, [...(all.get(row) ?? []), fromRow(attachment)]);
    }
  }
  return all;
};

/** One that no message has. @returns whether it was there */
export const removeUpload = async (database: Database, memberId: MemberId, id: AttachmentId): Promise<boolean> => {
  const { numDeletedRows } = await database.query
    .deleteFrom('attachments')
    .where('id', '=', id)
    .where('member_id', '=', memberId)
    .where('message_id', 'is', null)
    .executeTakeFirst();
  return numDeletedRows > 0n;
};

/** Forgets uploads from before this time that no message ever had. */
export const removeStaleUploads = async (database: Database, beforeMs: number): Promise<void> => {
  await database.query
    .deleteFrom('attachments')
    .where('message_id', 'is', null)
    .where('created_ms', '<', beforeMs)
    .execute();
};

/** Uploads of a member that wait for their message. */
export const countUploads = async (database: Database, memberId: MemberId): Promise<number> => {
  const { count } = await database.query
    .selectFrom('attachments')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('member_id', '=', memberId)
    .where('message_id', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
};

/** Bytes of all files that are known. */
export const attachmentBytes = async (database: Database): Promise<number> => {
  const { sum } = await database.query
    .selectFrom('attachments')
    .select(sql<number>`coalesce(sum(bytes), 0)`.as('sum'))
    .executeTakeFirstOrThrow();
  return sum;
};

/** Those of these ids that are known. */
export const knownAttachments = async (database: Database, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const rows = await database.query.selectFrom('attachments').select('id').where('id', 'in', ids).execute();
  return new Set(rows.map(({ id }) => id));
};
