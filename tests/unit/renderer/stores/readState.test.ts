import { describe, expect, it } from 'vitest';
import { channelId, messageId } from '../../../../common/ids.ts';
import { calledIn } from '../../../../common/messages.ts';
import { arrived, marked, NOTHING_READ, seen } from '../../../../renderer/stores/readState.ts';

const id = (text: string): ReturnType<typeof messageId.parse> => messageId.parse(text);
const mark = { channelId: channelId.parse('general'), lastRead: id('3'), unread: 2, mentions: 1 };

describe('what is read', () => {
  it('draws the line where reading ended, and keeps it until one turns away', () => {
    const here = marked(NOTHING_READ, mark);
    expect(here).toEqual({ lastRead: '3', unread: 2, mentions: 1, lineAfter: '3' });
    const after = seen(here, id('5'));
    expect(after).toEqual({ lastRead: '5', unread: 0, mentions: 0, lineAfter: '3' });
    // The next that comes unseen begins a new one.
    expect(arrived(after, false)).toEqual({ lastRead: '5', unread: 1, mentions: 0, lineAfter: '5' });
  });

  it('counts what comes, and whom it calls', () => {
    const one = arrived(seen(NOTHING_READ, id('1')), true);
    expect(arrived(one, false)).toEqual({ lastRead: '1', unread: 2, mentions: 1, lineAfter: '1' });
  });

  it('never goes back, and follows what another device read', () => {
    expect(seen(seen(NOTHING_READ, id('5')), id('3')).lastRead).toBe('5');
    const elsewhere = marked(arrived(NOTHING_READ, false), { ...mark, unread: 0, mentions: 0 });
    expect(elsewhere).toMatchObject({ lastRead: '3', unread: 0 });
  });
});

describe('whom a text calls', () => {
  it('are ids in their marks alone, each once', () => {
    expect(calledIn('<@a> and <@b.c>, <@a>; not @d, <@>, < @e>')).toEqual(['a', 'b.c']);
    expect(calledIn(Array.from({ length: 60 }, (_, index) => `<@m${String(index)}>`).join(' '))).toHaveLength(50);
  });
});
