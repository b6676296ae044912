/** Files to a server and from it. Who one is stands in a header alone: no token in an address, and no cookie. */
import {
  attachment,
  ATTACHMENTS_PATH,
  FILE_NAME_HEADER,
  UPLOADS_PATH,
  type Attachment,
  type AttachmentId,
} from '../../common/attachments.ts';
import { AppError } from '../../common/errors.ts';
import type { SessionToken } from '../../common/ids.ts';
import { wireReply } from '../../common/signaling.ts';
import { reviveError } from './reviveError.ts';

/** Where to, and as whom. */
export interface FileServer {
  /** Origin, such as `https://192.0.2.7:7880`. */
  readonly url: string;
  readonly token: SessionToken;
}

interface Sending {
  readonly nonce: string;
  readonly name: string;
  readonly file: Blob;
}

const addressOf = ({ url }: FileServer, path: string, id: string): string =>
  new URL(`${path}${encodeURIComponent(id)}`, url).href;

/** @throws AppError */
const parseReply = (text: string): unknown => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new AppError('bad_reply', 'files were answered in an unknown shape', { cause });
  }
  const reply = wireReply.safeParse(json);
  if (!reply.success) {
    throw new AppError('bad_reply', 'files were answered in an unknown shape', { cause: reply.error });
  }
  if (!reply.data.ok) {
    throw reviveError(reply.data.error);
  }
  return reply.data.data;
};

const parseAttachment = (text: string): Attachment => {
  const parsed = attachment.safeParse(parseReply(text));
  if (!parsed.success) {
    throw new AppError('bad_reply', 'files were answered in an unknown shape', { cause: parsed.error });
  }
  return parsed.data;
};

/** By XMLHttpRequest: `fetch` tells nothing of what has been sent. @throws AppError `cancelled`, `disconnected`, the server's */
export const sendFile = async (
  server: FileServer,
  { nonce, name, file }: Sending,
  signal: AbortSignal,
  onSent: (bytes: number) => void,
): Promise<Attachment> => {
  const text = await new Promise<string>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const cancel = (): void => {
      request.abort();
    };
    signal.addEventListener('abort', cancel);
    request.upload.addEventListener('progress', ({ loaded }) => {
      onSent(Math.min(loaded, file.size));
    });
    request.addEventListener('load', () => {
      resolve(request.responseText);
    });
    request.addEventListener('error', () => {
      reject(new AppError('disconnected', 'the upload was cut short'));
    });
    request.addEventListener('abort', () => {
      reject(new AppError('cancelled', 'the upload was cancelled'));
    });
    request.addEventListener('loadend', () => {
      signal.removeEventListener('abort', cancel);
    });
    request.open('PUT', addressOf(server, UPLOADS_PATH, nonce));
    request.setRequestHeader('authorization', `Bearer ${server.token}`);
    request.setRequestHeader(FILE_NAME_HEADER, encodeURIComponent(name));
    request.setRequestHeader('content-type', 'application/octet-stream');
    if (signal.aborted) {
      reject(new AppError('cancelled', 'the upload was cancelled'));
    } else {
      request.send(file);
    }
  });
  return parseAttachment(text);
};

/** What came of an upload whose answer was lost; undefined: it did not come whole. @throws AppError */
export const findSent = async (
  server: FileServer,
  nonce: string,
  signal: AbortSignal,
): Promise<Attachment | undefined> => {
  const response = await ask(server, UPLOADS_PATH, nonce, { signal });
  return response.status === 404 ? undefined : parseAttachment(await response.text());
};

/** An upload that is not to be sent after all. @throws AppError */
export const dropSent = async (server: FileServer, id: AttachmentId): Promise<void> => {
  parseReply(await (await ask(server, ATTACHMENTS_PATH, id, { method: 'DELETE' })).text());
};

/** @throws AppError */
export const fetchFile = async (server: FileServer, id: AttachmentId, signal: AbortSignal): Promise<Blob> => {
  const response = await ask(server, ATTACHMENTS_PATH, id, { signal });
  if (!response.ok) {
    parseReply(await response.text());
    throw new AppError('bad_reply', 'a file was refused without a reason');
  }
  return response.blob().catch((cause: unknown) => {
    throw faultOf(cause);
  });
};

const ask = async (server: FileServer, path: string, id: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(addressOf(server, path, id), {
      ...init,
      credentials: 'omit',
      headers: { authorization: `Bearer ${server.token}` },
    });
  } catch (cause) {
    throw faultOf(cause);
  }
};

const faultOf = (cause: unknown): AppError =>
  cause instanceof DOMException && cause.name === 'AbortError'
    ? new AppError('cancelled', 'a file was no longer wanted', { cause })
    : new AppError('disconnected', 'a file did not come', { cause });
