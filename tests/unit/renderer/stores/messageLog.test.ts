import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../common/messages.ts';
import {
  EMPTY_LOG,
  withMessage,
  withNewest,
  withOlder,
  type MessageLog,
} from '../../../../renderer/stores/messageLog.ts';
import { posted } from '../posted.ts';

/** Messages named `a`, `b`, `c`… at one second each. */
const page = (names: string): Message[] =>
  Array.from(names).map((name) => posted(name, 'ana', (name.codePointAt(0) ?? 0) * 1_000));
const first = (names: string): Message => page(names)[0] ?? posted('none', 'ana', 0);
const names = (log: MessageLog): string => log.messages.map(({ id }) => id).join('');

describe('a message log', () => {
  it('opens with the newest page', () => {
    const log = withNewest(EMPTY_LOG, page('abc'), true);
    expect(names(log)).toBe('abc');
    expect(log).toMatchObject({ more: true, loading: { kind: 'loaded' } });
  });

  it('shows each message once, however often it is told of', () => {
    const log = withMessage(withMessage(EMPTY_LOG, first('a')), first('a'));
    expect(names(log)).toBe('a');
  });

  it('drops the pending message that a posted one confirms', () => {
    const pending = { nonce: 'nonce-a', body: 'a', sentMs: 0, failure: undefined };
    const other = { ...pending, nonce: 'nonce-z' };
    const log = withMessage({ ...EMPTY_LOG, pending: [pending, other] }, first('a'));
    expect(log.pending).toEqual([other]);
    expect(withNewest({ ...EMPTY_LOG, pending: [pending, other] }, page('a'), false).pending).toEqual([other]);
  });

  it('puts an older page in front', () => {
    const log = withOlder(withNewest(EMPTY_LOG, page('cd'), true), page('abc'), false);
    expect(names(log)).toBe('abcd');
    expect(log.more).toBe(false);
  });

  it('puts what was posted before the page came behind it', () => {
    expect(names(withNewest(withMessage(EMPTY_LOG, first('d')), page('abcd'), true))).toBe('abcd');
    expect(names(withNewest(withMessage(EMPTY_LOG, first('e')), page('abcd'), true))).toBe('abcde');
  });

  it('joins the newest page to what is known after an absence', () => {
    const known = { ...withNewest(EMPTY_LOG, page('abcd'), false) };
    const log = withNewest(known, page('cdef'), true);
    expect(names(log)).toBe('abcdef');
    expect(log.more).toBe(false);
  });

  it('starts over where a gap lies between, and can page up to what it dropped', () => {
    const log = withNewest(withNewest(EMPTY_LOG, page('ab'), false), page('xyz'), true);
    expect(names(log)).toBe('xyz');
    expect(log.more).toBe(true);
  });
});
