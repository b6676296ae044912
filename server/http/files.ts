/** Uploads and what was uploaded. Who asks says so by `Authorization: Bearer` alone: no token stands in an address. */
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  ATTACHMENTS_PATH,
  FILE_NAME_HEADER,
  safeFileName,
  uploadNonce,
  UPLOADS_PATH,
  type Attachment,
} from '../../common/attachments.ts';
import { AppError, type ErrorCode } from '../../common/errors.ts';
import { attachmentId } from '../../common/ids.ts';
import type { WireReply } from '../../common/signaling.ts';
import { DESKTOP_ORIGIN, type App } from './app.ts';

export interface UploadOrder {
  readonly nonce: string;
  readonly name: string;
  readonly bytes: number | undefined;
  readonly source: Readable;
}

/** Who asks, by what they gave: whose it is, is the desk's to say. */
export interface Asker {
  readonly token: string;
  readonly address: string;
}

/** What is done about files. Everything throws AppError. */
export interface FileDesk {
  upload(asker: Asker, order: UploadOrder): Promise<Attachment>;
  uploaded(asker: Asker, nonce: string): Promise<Attachment>;
  open(asker: Asker, id: Attachment['id']): Promise<{ readonly attachment: Attachment; readonly path: string }>;
  discard(asker: Asker, id: Attachment['id']): Promise<void>;
  failure(fault: unknown): WireReply;
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  unauthenticated: 401,
  session_expired: 401,
  forbidden: 403,
  banned: 403,
  not_found: 404,
  too_many: 409,
  file_too_large: 413,
  rate_limited: 429,
  internal: 500,
  storage_full: 507,
};
const REFUSED = 400;

const BEARER = /^Bearer (.{1,128})$/i;
/** An upload that stands still for so long is given up. */
const STILL_MS = 30_000;
/** What is left of a refused upload is taken in up to here, so that its sender hears why; then the line is cut. */
const DRAINED_MAX_BYTES = 64 * 1_024 * 1_024;

/** Nothing in a file may run or load anything, should anybody open it as a page of its own. */
const FILE_SECURITY_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'";

const byNonce = z.object({ nonce: uploadNonce });
const byId = z.object({ id: attachmentId });

const askerOf = ({ headers, socket }: FastifyRequest): Asker => ({
  token: BEARER.exec(headers.authorization ?? '')?.[1] ?? '',
  address: socket.remoteAddress ?? '',
});

/** @throws AppError `invalid` */
const parse = <T>(schema: z.ZodType<T>, given: unknown): T => {
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    throw new AppError('invalid', 'not an address of a file');
  }
  return parsed.data;
};

const nameOf = ({ headers }: FastifyRequest): string => {
  const given = headers[FILE_NAME_HEADER];
  try {
    return safeFileName(typeof given === 'string' ? decodeURIComponent(given.slice(0, 2_048)) : '');
  } catch {
    throw new AppError('invalid', 'not the name of a file');
  }
};

const lengthOf = ({ headers }: FastifyRequest): number | undefined => {
  const bytes = Number(headers['content-length']);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
};

/** https://datatracker.ietf.org/doc/html/rfc6266#section-4.1 */
const disposition = ({ kind, name }: Attachment): string =>
  `${kind === 'file' ? 'attachment' : 'inline'}; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/gu, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`;

/** The desktop app's page has an origin of its own; pages of others get nothing. */
const allowApp = (request: FastifyRequest, reply: FastifyReply): void => {
  reply.header('vary', 'Origin');
  if (request.headers.origin === DESKTOP_ORIGIN) {
    reply.header('access-control-allow-origin', DESKTOP_ORIGIN);
  }
};

/** Takes in what a refused sender still sends, so that the answer is not lost with the line. */
const drain = async (raw: FastifyRequest['raw']): Promise<void> => {
  if (raw.readableEnded || raw.destroyed) {
    return;
  }
  let bytes = 0;
  raw.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DRAINED_MAX_BYTES) {
      raw.destroy();
    }
  });
  raw.resume();
  await new Promise<void>((resolve) => {
    raw.once('end', resolve).once('close', resolve).once('error', resolve);
  });
};

/** Adds the pages of files; before the app listens. */
export const serveFiles = async (app: App, desk: FileDesk): Promise<void> => {
  const refuse = (reply: FastifyReply, fault: unknown): FastifyReply => {
    const answer = desk.failure(fault);
    const { code } = AppError.from(fault);
    return reply
      .code(STATUS[code] ?? REFUSED)
      .header('cache-control', 'no-store')
      .send(answer);
  };
  await app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    // Whatever it is said to be: it is read as it comes, and looked at by its bytes.
    scope.addContentTypeParser('*', (_request, _body, parsed) => {
      parsed(null);
    });
    scope.addHook('onRequest', (request, reply, next) => {
      allowApp(request, reply);
      next();
    });
    for (const path of [`${UPLOADS_PATH}:nonce`, `${ATTACHMENTS_PATH}:id`]) {
      scope.options(path, (_request, reply) =>
        reply
          .code(204)
          .header('access-control-allow-methods', 'GET, PUT, DELETE')
          .header('access-control-allow-headers', `authorization, content-type, ${FILE_NAME_HEADER}`)
          .header('access-control-max-age', '600')
          .send(),
      );
    }
    scope.put(`${UPLOADS_PATH}:nonce`, async (request, reply) => {
      const { raw } = request;
      const giveUp = (): void => {
        raw.destroy();
      };
      raw.setTimeout(STILL_MS, giveUp);
      try {
        const { nonce } = parse(byNonce, request.params);
        const order = { nonce, name: nameOf(request), bytes: lengthOf(request), source: raw };
        const attachment = await desk.upload(askerOf(request), order);
        await drain(raw);
        return await reply.header('cache-control', 'no-store').send({ ok: true, data: attachment });
      } catch (fault) {
        await drain(raw);
        return await refuse(reply.header('connection', 'close'), fault);
      } finally {
        raw.setTimeout(0, giveUp);
      }
    });
    scope.get(`${UPLOADS_PATH}:nonce`, async (request, reply) => {
      try {
        const data = await desk.uploaded(askerOf(request), parse(byNonce, request.params).nonce);
        return await reply.header('cache-control', 'no-store').send({ ok: true, data });
      } catch (fault) {
        return refuse(reply, fault);
      }
    });
    scope.get(`${ATTACHMENTS_PATH}:id`, async (request, reply) => {
      try {
        const { attachment, path } = await desk.open(askerOf(request), parse(byId, request.params).id);
        return await reply
          .header('content-type', attachment.type)
          .header('content-disposition', disposition(attachment))
          .header('content-security-policy', FILE_SECURITY_POLICY)
          .header('vary', 'Origin, Authorization')
          // What is deleted, and what one may see no longer, is not shown again from a cache without asking.
          .header('cache-control', 'private, no-cache')
          .sendFile(basename(path), dirname(path), { contentType: false, cacheControl: false });
      } catch (fault) {
        return refuse(reply, fault);
      }
    });
    scope.delete(`${ATTACHMENTS_PATH}:id`, async (request, reply) => {
      try {
        await desk.discard(askerOf(request), parse(byId, request.params).id);
        return await reply.send({ ok: true, data: {} });
      } catch (fault) {
        return refuse(reply, fault);
      }
    });
    done();
  });
};
