import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../common/messages.ts';
import {
  EMPTY_LOG,
  WINDOW_MAX,
  withAround,
  withChanged,
  withMessage,
  withNewer,
  withNewest,
  withOlder,
  withoutFirst,
  withRefreshed,
  withoutMessage,
  type MessageLog,
} from '../../../../renderer/stores/messageLog.ts';
import { posted } from '../posted.ts';

/** Messages named `a`, `b`, `c`… at one second each. */
const page = (names: string): Message[] =>
  Array.from(names).map((name) => posted(name, 'ana', (name.codePointAt(0) ?? 0) * 1_000));
const loaded = (
  names: string,
  more: boolean,
  newer = false,
): { messages: Message[]; more: boolean; newer: boolean } => ({
  messages: page(names),
  more,
  newer,
});
const first = (names: string): Message => page(names)[0] ?? posted('none', 'ana', 0);
const names = (log: MessageLog): string => log.messages.map(({ id }) => id).join('');

describe('a message log', () => {
  it('opens with the newest page', () => {
    const log = withNewest(EMPTY_LOG, loaded('abc', true));
    expect(names(log)).toBe('abc');
    expect(log).toMatchObject({ more: true, loading: { kind: 'loaded' } });
  });

  it('shows each message once, however often it is told of', () => {
    const log = withMessage(withMessage(EMPTY_LOG, first('a')), first('a'));
    expect(names(log)).toBe('a');
  });

  it('drops the pending message that a posted one confirms', () => {
    const pending = {
      nonce: 'nonce-a',
      body: 'a',
      sentMs: 0,
      replyTo: undefined,
      uploads: [],
      delivery: { kind: 'waiting' },
    } as const;
    const other = { ...pending, nonce: 'nonce-z' };
    const log = withMessage({ ...EMPTY_LOG, pending: [pending, other] }, first('a'));
    expect(log.pending).toEqual([other]);
    expect(withNewest({ ...EMPTY_LOG, pending: [pending, other] }, loaded('a', false)).pending).toEqual([other]);
  });

  it('is brought up to date in the middle of the history, without losing its place', () => {
    const before = withAround(EMPTY_LOG, loaded('bcdefg', true, true));
    const edited = { ...first('e'), body: 'edited' };
    // Meanwhile d was deleted, and e edited.
    const part = withRefreshed(before, first('b').id, { messages: [first('c'), edited], more: true, newer: true });
    expect(names(part)).toBe('bcefg');
    expect(part.messages[2]?.body).toBe('edited');
    expect(part.newer).toBe(true);
    const whole = withRefreshed(part, first('e').id, loaded('gh', true, false));
    expect(names(withoutFirst(whole))).toBe('cegh');
    expect(withoutFirst(whole)).toMatchObject({ more: true, newer: false });
    expect(names(withRefreshed(before, first('b').id, loaded('', true, false)))).toBe('b');
  });

  it('puts an older page in front', () => {
    const log = withOlder(withNewest(EMPTY_LOG, loaded('cd', true)), loaded('abc', false));
    expect(names(log)).toBe('abcd');
    expect(log.more).toBe(false);
  });

  it('puts what was posted before the page came behind it', () => {
    expect(names(withNewest(withMessage(EMPTY_LOG, first('d')), loaded('abcd', true)))).toBe('abcd');
    expect(names(withNewest(withMessage(EMPTY_LOG, first('e')), loaded('abcd', true)))).toBe('abcde');
  });

  it('joins the newest page to what is known after an absence', () => {
    const known = { ...withNewest(EMPTY_LOG, loaded('abcd', false)) };
    const log = withNewest(known, loaded('cdef', true));
    expect(names(log)).toBe('abcdef');
    expect(log.more).toBe(false);
  });

  it('starts over where a gap lies between, and can page up to what it dropped', () => {
    const log = withNewest(withNewest(EMPTY_LOG, loaded('ab', false)), loaded('xyz', true));
    expect(names(log)).toBe('xyz');
    expect(log.more).toBe(true);
  });

  it('is a window: what a page pushes over its size goes at the other end, and can be loaded again', () => {
    const many = Array.from({ length: WINDOW_MAX }, (_, index) => posted(`m${String(index + 1_000)}`, 'ana', index));
    const full = withNewest(EMPTY_LOG, { messages: many, more: true, newer: false });
    const older = withOlder(full, loaded('ab', true));
    expect(older.messages).toHaveLength(WINDOW_MAX);
    expect(older.messages[0]?.id).toBe('a');
    expect(older).toMatchObject({ more: true, newer: true });
    const back = withNewer(older, { messages: many.slice(-2), more: true, newer: false });
    expect(back.messages.at(-1)?.id).toBe(many.at(-1)?.id);
    expect(back).toMatchObject({ more: true, newer: false });
  });

  it('takes nothing that is posted where it ends before the newest, so that there is never a gap', () => {
    const away = withAround(EMPTY_LOG, loaded('def', true, true));
    expect(names(withMessage(away, first('x')))).toBe('def');
    expect(names(withNewer(away, loaded('ghx', true)))).toBe('defghx');
  });

  it('shows a message as it was changed, and what answers it too; what was deleted is gone', () => {
    const answer: Message = {
      ...first('b'),
      replyTo: { kind: 'message', id: first('a').id, author: first('a').author, excerpt: 'a' },
    };
    const log = withNewest(EMPTY_LOG, { messages: [first('a'), answer], more: false, newer: false });
    const changed = withChanged(log, { ...first('a'), body: 'else', editedMs: 5 }, 'else');
    expect(changed.messages).toMatchObject([{ body: 'else', editedMs: 5 }, { replyTo: { excerpt: 'else' } }]);
    const rest = withoutMessage(changed, first('a').id);
    expect(rest.messages).toMatchObject([{ id: 'b', replyTo: { kind: 'gone', id: 'a' } }]);
  });
});
