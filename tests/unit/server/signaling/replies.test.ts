import { expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../../../common/errors.ts';
import { SILENT_LOG } from '../../../../common/log.ts';
import { wireReply } from '../../../../common/signaling.ts';
import { failure, invalid, isAbuse } from '../../../../server/signaling/replies.ts';

it('an expected failure crosses as it is', () => {
  const reply = failure(new AppError('rate_limited', 'slow down', { retryAfterMs: 12.3 }), SILENT_LOG, 'produce');
  expect(wireReply.parse(reply)).toEqual({
    ok: false,
    error: { code: 'rate_limited', message: 'slow down', retryAfterMs: 13 },
  });
  expect(isAbuse(reply)).toBe(true);
});

it('an error of a library never does: its text is in the log, under a reference (S14)', () => {
  const logged: unknown[] = [];
  const log = { ...SILENT_LOG, error: (...args: unknown[]) => logged.push(args) };
  const fault = new Error('secret path /etc/passwd');
  const reply = failure(fault, log, 'produce');
  expect(JSON.stringify(reply)).not.toContain('secret');
  expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
  const ref = reply.ok ? '' : reply.error.message.slice(4);
  expect(ref).toMatch(/^[0-9a-f]{8}$/);
  expect(logged).toEqual([['A request failed', fault, { ref, request: 'produce' }]]);
  expect(isAbuse(reply)).toBe(false);
});

it('what was invalid is named, not repeated', () => {
  const parsed = z.object({ name: z.string().max(3) }).safeParse({ name: 'something private' });
  const error = parsed.error && invalid(parsed.error);
  expect(error?.message).toBe('name: too_big');
});
