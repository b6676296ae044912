import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { channelId, memberId, type MemberId } from '../../../../common/ids.ts';
import type { RoomEvent } from '../../../../common/voice.ts';
import { RoomFeed } from '../../../../server/signaling/RoomFeed.ts';

let feed: RoomFeed;
let batches: { atMs: number; events: RoomEvent[] }[];
let startMs: number;

beforeEach(() => {
  vi.useFakeTimers();
  batches = [];
  startMs = performance.now();
  feed = new RoomFeed((events) => batches.push({ atMs: performance.now() - startMs, events }));
});
afterEach(() => {
  feed.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const [anna, ben] = [memberId.parse('anna'), memberId.parse('ben')];
const joined = (id: MemberId): RoomEvent => ({
  kind: 'joined',
  member: {
    memberId: id,
    channelId: channelId.parse('lounge'),
    muted: false,
    deafened: false,
    serverMuted: false,
    speaking: false,
    camera: false,
    screen: false,
    priority: false,
    poor: false,
    sinceMs: 0,
  },
});
const left = (id: MemberId): RoomEvent => ({ kind: 'left', memberId: id, reason: 'left' });
const muted = (id: MemberId): RoomEvent => ({
  kind: 'stateChanged',
  memberId: id,
  muted: true,
  deafened: false,
  serverMuted: false,
  camera: false,
  screen: false,
  priority: false,
  poor: false,
});
const speaking = (id: MemberId, is: boolean): RoomEvent => ({ kind: 'speaking', memberId: id, speaking: is });

it('tells joins, states and leaves of one turn in order, at once, in one batch; what follows 10 ms later', () => {
  const events = [joined(anna), joined(ben), muted(anna), left(ben)];
  for (const event of events) {
    feed.add(event);
  }
  vi.advanceTimersByTime(1);
  feed.add(muted(ben));
  vi.advanceTimersByTime(10);
  expect(batches).toEqual([
    { atMs: 0, events },
    { atMs: 10, events: [muted(ben)] },
  ]);
});

it('tells the first speaking at once and what follows at 20 Hz at most (S17)', () => {
  for (let ms = 0; ms < 1_000; ms += 1) {
    feed.add(speaking(ms % 2 === 0 ? anna : ben, ms % 4 < 2));
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(100);
  expect(batches.length).toBeLessThanOrEqual(21);
  expect(batches[0]?.atMs).toBeLessThanOrEqual(1);
  for (const [index, { atMs }] of batches.entries()) {
    expect(atMs - (batches[index - 1]?.atMs ?? -50)).toBeGreaterThanOrEqual(49);
  }
});

it('tells the state that speaking ended in, and nothing if that was told already (S17)', () => {
  feed.add(speaking(anna, true));
  vi.advanceTimersByTime(1);
  feed.add(speaking(anna, false));
  feed.add(speaking(ben, true));
  feed.add(speaking(anna, true));
  vi.advanceTimersByTime(60);
  feed.add(speaking(ben, false));
  vi.advanceTimersByTime(60);
  expect(batches.flatMap(({ events }) => events)).toEqual([
    speaking(anna, true),
    speaking(ben, true),
    speaking(ben, false),
  ]);
});

it('says nothing of the speaking of one who left', () => {
  feed.add(speaking(anna, true));
  vi.advanceTimersByTime(5);
  feed.add(speaking(anna, false));
  feed.add(left(anna));
  vi.advanceTimersByTime(100);
  feed.add(joined(anna));
  feed.add(speaking(anna, false));
  vi.advanceTimersByTime(100);
  expect(batches.flatMap(({ events }) => events)).toEqual([speaking(anna, true), left(anna), joined(anna)]);
});

it('is silent once closed', () => {
  feed.add(joined(anna));
  feed.add(speaking(anna, true));
  feed.close();
  feed.add(left(anna));
  vi.advanceTimersByTime(1_000);
  expect(batches).toEqual([]);
});

it('goes on when a timer fires early by the clock (S17)', () => {
  feed.add(speaking(anna, true));
  vi.advanceTimersByTime(1);
  feed.add(speaking(anna, false));
  const standing = performance.now();
  const clock = vi.spyOn(performance, 'now').mockReturnValue(standing);
  vi.advanceTimersByTime(60);
  clock.mockRestore();
  feed.add(speaking(anna, true));
  vi.advanceTimersByTime(60);
  expect(batches.flatMap(({ events }) => events)).toEqual([
    speaking(anna, true),
    speaking(anna, false),
    speaking(anna, true),
  ]);
});

it('tells a storm of joins in few batches, and a mute among them at once', () => {
  for (let sent = 0; sent < 100; sent += 1) {
    feed.add(joined(memberId.parse(`m${String(sent)}`)));
    vi.advanceTimersByTime(50);
  }
  // Three at once, then one in 1.4 s.
  expect(batches.length).toBeLessThanOrEqual(3 + Math.ceil(5_000 / 1_400));
  const before = batches.length;
  feed.add(muted(anna));
  vi.advanceTimersByTime(10);
  expect(batches.length).toBe(before + 1);
  expect(batches.flatMap(({ events }) => events)).toHaveLength(101);
  vi.advanceTimersByTime(10_000);
  feed.add(left(anna));
  vi.advanceTimersByTime(10);
  expect(batches.at(-1)?.events).toEqual([left(anna)]);
});
