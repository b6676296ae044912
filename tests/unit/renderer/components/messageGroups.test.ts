import { describe, expect, it } from 'vitest';
import { messageItems } from '../../../../renderer/components/messageGroups.ts';
import { posted } from '../posted.ts';

const NOON = new Date(2_026, 4, 4, 12).getTime();
const MINUTE_MS = 60_000;
const kinds = (...args: Parameters<typeof messageItems>): string[] => messageItems(...args).map(({ kind }) => kind);

describe('message groups', () => {
  it('stand under one name while one author writes on', () => {
    const items = messageItems([posted('a', 'ana', NOON), posted('b', 'ana', NOON + MINUTE_MS)], undefined);
    expect(items.map((item) => (item.kind === 'group' ? item.messages.length : item.kind))).toEqual(['day', 2]);
  });

  it('begin anew with another author, another name, and after a while', () => {
    const messages = [
      posted('a', 'ana', NOON),
      posted('b', 'bo', NOON),
      posted('c', 'bo', NOON, 'Bob'),
      posted('d', 'bo', NOON + 6 * MINUTE_MS, 'Bob'),
    ];
    expect(kinds(messages, undefined)).toEqual(['day', 'group', 'group', 'group', 'group']);
  });

  it('are divided where the day changes and where the unread ones begin', () => {
    const before = posted('a', 'ana', NOON + 719 * MINUTE_MS);
    const after = posted('b', 'ana', NOON + 721 * MINUTE_MS);
    expect(kinds([before, after], after.id)).toEqual(['day', 'group', 'day', 'new', 'group']);
  });

  it('have keys that stay when older ones come in front', () => {
    const newer = [posted('c', 'ana', NOON), posted('d', 'bo', NOON)];
    const keys = messageItems(newer, undefined).map(({ key }) => key);
    const more = messageItems([posted('a', 'bo', NOON - 30 * MINUTE_MS), ...newer], undefined).map(({ key }) => key);
    expect(more.slice(-2)).toEqual(keys.slice(-2));
  });
});
