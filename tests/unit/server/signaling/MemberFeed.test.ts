import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Member, Presence } from '../../../../common/community.ts';
import { memberId } from '../../../../common/ids.ts';
import { MemberFeed } from '../../../../server/signaling/MemberFeed.ts';

let batches: Member[][];
let feed: MemberFeed;

beforeEach(() => {
  vi.useFakeTimers();
  batches = [];
  feed = new MemberFeed((members) => batches.push(members));
});
afterEach(() => {
  feed.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const member = (name: string, presence: Presence): Member => ({
  id: memberId.parse(name),
  name,
  kind: 'guest',
  hue: null,
  roles: [],
  owner: false,
  presence,
});

it('tells the latest of each member, within 10 ms', () => {
  feed.add(member('anna', 'online'));
  feed.add(member('ben', 'online'));
  feed.add(member('anna', 'idle'));
  vi.advanceTimersByTime(10);
  expect(batches).toEqual([[member('anna', 'idle'), member('ben', 'online')]]);
});

it('tells a storm in few batches, and forgets nobody', () => {
  for (let come = 0; come < 200; come += 1) {
    feed.add(member(`m${String(come)}`, 'online'));
    vi.advanceTimersByTime(50);
  }
  vi.advanceTimersByTime(1_400);
  expect(batches.length).toBeLessThanOrEqual(3 + Math.ceil(11_400 / 1_400));
  expect(batches.flat()).toHaveLength(200);
});
