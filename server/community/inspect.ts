/** What a file is, by its own bytes and never by its name or by what its sender says. */
import { open } from 'node:fs/promises';
import type { AttachmentKind } from '../../common/attachments.ts';

export interface Nature {
  readonly kind: AttachmentKind;
  readonly type: string;
  readonly width: number | null;
  readonly height: number | null;
}

/** What browsers show without running anything. All else is a file to be saved: SVG, PDF and HTML can hold scripts. */
const SHOWN: Readonly<Record<string, Exclude<AttachmentKind, 'file'>>> = {
  'image/png': 'image',
  'image/apng': 'image',
  'image/jpeg': 'image',
  'image/gif': 'image',
  'image/webp': 'image',
  'image/avif': 'image',
  'audio/mpeg': 'audio',
  'audio/ogg': 'audio',
  'audio/ogg; codecs=opus': 'audio',
  'audio/wav': 'audio',
  'audio/flac': 'audio',
  'audio/x-flac': 'audio',
  'audio/mp4': 'audio',
  'audio/x-m4a': 'audio',
  'audio/aac': 'audio',
  'video/mp4': 'video',
  'video/webm': 'video',
  'video/quicktime': 'video',
};

export const UNSHOWN: Nature = { kind: 'file', type: 'application/octet-stream', width: null, height: null };

/** Metadata of cameras stand before a picture's size. */
const HEAD_BYTES = 512 * 1_024;
/** A small file can say that it is a picture that fills a machine's memory: such a one is not shown. */
const SIDE_MAX = 16_384;
const PIXELS_MAX = 64_000_000;
/** From this one on, EXIF's orientation lays a picture on its side. */
const LYING = 5;

/** Reads the beginning of a file. What cannot be read is a file like others. */
export const inspect = async (path: string): Promise<Nature> => {
  const head = await headOf(path);
  // The first upload loads them: no start waits for this.
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  const kind = found === undefined ? undefined : SHOWN[found.mime];
  if (found === undefined || kind === undefined) {
    return UNSHOWN;
  }
  if (kind !== 'image') {
    return { kind, type: found.mime, width: null, height: null };
  }
  const size = await sizeOf(head);
  return size === undefined ? UNSHOWN : { kind, type: found.mime, ...size };
};

const headOf = async (path: string): Promise<Uint8Array> => {
  const handle = await open(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    let filled = 0;
    for (;;) {
      const { bytesRead } = await handle.read(head, filled, HEAD_BYTES - filled, filled);
      filled += bytesRead;
      if (bytesRead === 0 || filled === HEAD_BYTES) {
        return head.subarray(0, filled);
      }
    }
  } finally {
    await handle.close();
  }
};

/** As it is shown; undefined for what has no size, or one that nobody should be made to draw. */
const sizeOf = async (head: Uint8Array): Promise<{ width: number; height: number } | undefined> => {
  const { imageSize } = await import('image-size');
  try {
    const { width, height, orientation = 1 } = imageSize(head);
    const drawable = width >= 1 && height >= 1 && width <= SIDE_MAX && height <= SIDE_MAX;
    if (!drawable || width * height > PIXELS_MAX) {
      return undefined;
    }
    return orientation >= LYING ? { width: height, height: width } : { width, height };
  } catch {
    return undefined;
  }
};
