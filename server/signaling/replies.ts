import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { AppError } from '../../common/errors.ts';
import { faultCode } from '../../common/faultCode.ts';
import type { Log } from '../../common/log.ts';
import type { WireError, WireReply } from '../../common/signaling.ts';

/** What `wireError` takes. */
const MESSAGE_MAX_LENGTH = 200;

/** Failures that say the request itself was bad; many of them close the connection. */
const ABUSE: ReadonlySet<string> = new Set([
  'invalid',
  'unknown_request',
  'unauthenticated',
  'rate_limited',
  'already_authenticated',
]);

export const isAbuse = (reply: WireReply): boolean => !reply.ok && ABUSE.has(reply.error.code);

/** The first thing wrong, without what was sent. */
export const invalid = (error: z.ZodError): AppError => {
  const [issue] = error.issues;
  const path = issue === undefined ? '' : issue.path.map(String).join('.').slice(0, 100);
  return new AppError('invalid', `${path}: ${issue?.code ?? 'not valid'}`);
};

/**
 * An expected failure as it is; anything else as `internal` with a reference under which the log has the whole (S14).
 */
export const failure = (fault: unknown, log: Log, request: string): WireReply => {
  if (fault instanceof AppError && fault.code !== 'internal') {
    const error: WireError = { code: fault.code, message: fault.message.slice(0, MESSAGE_MAX_LENGTH) };
    return {
      ok: false,
      error: fault.retryAfterMs === undefined ? error : { ...error, retryAfterMs: Math.ceil(fault.retryAfterMs) },
    };
  }
  const reference = randomBytes(4).toString('hex');
  log.error('A request failed', fault, { ref: reference, request });
  // Nothing was changed, and it is nobody's fault: https://sqlite.org/rescode.html#full
  if (faultCode(fault) === 'SQLITE_FULL') {
    return { ok: false, error: { code: 'storage_full', message: 'the disk is full' } };
  }
  return { ok: false, error: { code: 'internal', message: `ref ${reference}` } };
};
