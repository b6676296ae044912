/** Files that stand with messages. They come and go over HTTP (`ATTACHMENTS_PATH`); messages name them. */
import { z } from 'zod';
import { attachmentId } from './ids.ts';

export const ATTACHMENTS_MAX = 10;
export const ALT_MAX_LENGTH = 300;
const FILE_NAME_MAX_LENGTH = 120;
const EXTENSION_MAX_LENGTH = 16;

/** `PUT` here, under a nonce of the sender's own, uploads; `GET` there tells what became of it. */
export const UPLOADS_PATH = '/uploads/';
/** `GET` here, by the attachment's id, is the file itself. */
export const ATTACHMENTS_PATH = '/attachments/';
/** Percent-encoded: headers have no letters but ASCII's. */
export const FILE_NAME_HEADER = 'x-file-name';

/** What a file turned out to be, by its own bytes: whatever is not surely one of the first three is a `file`. */
export const attachmentKind = z.enum(['image', 'audio', 'video', 'file']);
export type AttachmentKind = z.infer<typeof attachmentKind>;

export const attachment = z.object({
  id: attachmentId,
  name: z.string(),
  kind: attachmentKind,
  /** By its bytes; `application/octet-stream` for everything that is not shown. */
  type: z.string(),
  bytes: z.number().int().min(0),
  /** Of images, as they are to be shown. */
  width: z.number().int().min(1).nullable(),
  height: z.number().int().min(1).nullable(),
  /** What is to be seen, for those who cannot. */
  alt: z.string().default(''),
});
export type Attachment = z.infer<typeof attachment>;
export type AttachmentId = Attachment['id'];

export const uploadNonce = z.string().regex(/^[\w-]{8,64}$/);

/** Which uploads of their own somebody sends with a message. */
export const attachedUpload = z.object({
  id: attachmentId,
  alt: z.string().trim().max(ALT_MAX_LENGTH).exactOptional(),
});

/**
 * A file's name as it may be shown and saved: no sign that hides or turns what follows, nothing that is a path, and the
 * ending that says what it is stays, however long the rest.
 */
export const safeFileName = (name: string): string => {
  const clean = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[/\\:*?"<>|]/gu, '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.]+|[\s.]+$/gu, '');
  if (clean.length <= FILE_NAME_MAX_LENGTH) {
    return clean === '' ? 'file' : clean;
  }
  const dot = clean.lastIndexOf('.');
  const ending = dot > 0 && clean.length - dot <= EXTENSION_MAX_LENGTH ? clean.slice(dot) : '';
  const rest = clean.slice(0, FILE_NAME_MAX_LENGTH - ending.length).replace(/[\ud800-\udbff]$/u, '');
  return `${rest}${ending}`;
};
