import { describe, expect, it } from 'vitest';
import { channelId, memberId } from '../../../../common/ids.ts';
import { searchQuery } from '../../../../renderer/stores/searchQuery.ts';

const place = {
  members: [{ id: memberId.parse('1'), name: 'Ana Lima' }],
  channels: [{ id: channelId.parse('g'), name: 'general' }],
};
const day = (year: number, month: number, date: number): number => new Date(year, month - 1, date).getTime();

describe('what is typed to search', () => {
  it.each([
    ['two words', { query: 'two words' }],
    ['from:"ana lima" word', { query: 'word', authorId: '1' }],
    ['de:"@Ana Lima" em:#general', { query: '', authorId: '1', channelId: 'g' }],
    ['after:2026-11-01 before:2026-11-20', { query: '', sinceMs: day(2026, 11, 2), untilMs: day(2026, 11, 20) }],
    ['has:link tem:links cat', { query: 'http http cat' }],
    ['https://example.org 12:30', { query: 'https://example.org 12:30' }],
    ['from:nobody', { kind: 'from', value: 'nobody' }],
    ['in:nowhere', { kind: 'in', value: 'nowhere' }],
    ['before:2026-02-31', { kind: 'date', value: '2026-02-31' }],
    ['has:cats', { kind: 'has', value: 'cats' }],
  ])('%s', (typed, expected) => {
    expect(searchQuery(typed, place)).toEqual(expected);
  });
});
