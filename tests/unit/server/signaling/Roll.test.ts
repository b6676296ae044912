import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { VoiceMember } from '../../../../common/community.ts';
import { channelId, memberId } from '../../../../common/ids.ts';
import { Roll } from '../../../../server/signaling/Roll.ts';

let expired: VoiceMember[];
let roll: Roll;

beforeEach(() => {
  vi.useFakeTimers();
  expired = [];
  roll = new Roll((member) => {
    expired.push(member);
  });
});
afterEach(() => {
  roll.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const lounge = channelId.parse('lounge');
const anna: VoiceMember = {
  memberId: memberId.parse('anna'),
  channelId: lounge,
  muted: false,
  deafened: false,
  serverMuted: false,
  speaking: true,
  camera: false,
  screen: false,
  priority: false,
  poor: false,
  sinceMs: 5,
};

it('keeps whoever is expected, silent, until the grace is over', () => {
  roll.enter(anna);
  roll.expect(anna, 1_000);
  expect(roll.in(lounge)).toEqual([{ ...anna, speaking: false }]);
  expect(roll.expectedCount).toBe(1);
  vi.advanceTimersByTime(999);
  expect(expired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(roll.members).toEqual([]);
  expect(expired).toEqual([anna]);
});

it('tells how a member stood before it came back, and expects it no more', () => {
  roll.expect(anna, 1_000);
  expect(roll.enter(anna)).toEqual({ ...anna, speaking: false });
  vi.advanceTimersByTime(5_000);
  expect(expired).toEqual([]);
  expect(roll.find(anna.memberId)).toEqual(anna);
  expect(roll.enter({ ...anna, muted: true })).toEqual(anna);
});

it('expects nobody who left', () => {
  roll.expect(anna, 1_000);
  expect(roll.leave(anna.memberId)).toBeDefined();
  vi.advanceTimersByTime(5_000);
  expect([expired, roll.members]).toEqual([[], []]);
});

it('updates only whom it has', () => {
  roll.update(anna);
  expect(roll.members).toEqual([]);
});
