import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Activity } from '../../../../server/media/Activity.ts';

interface Someone {
  readonly audible: boolean;
}

let said: boolean[];
let activity: Activity<Someone>;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  activity = new Activity<Someone>(
    (_peer, speaking) => {
      if (said.at(-1) !== speaking) {
        said.push(speaking);
      }
    },
    () => Date.now(),
  );
});
afterEach(() => {
  activity.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const person: Someone = { audible: true };

/** Voice arrives as it does from an observer: four times a second. */
const hear = (ms: number): void => {
  for (let passed = 0; passed < ms; passed += 250) {
    activity.heard(person);
    vi.advanceTimersByTime(250);
  }
};

describe('speaking', () => {
  it('is believed at once, and ends at once', () => {
    activity.claim(person, true);
    expect(said).toEqual([true]);
    activity.claim(person, false);
    expect(said).toEqual([true, false]);
  });

  it('is not believed longer than a second when nothing arrives', () => {
    activity.claim(person, true);
    vi.advanceTimersByTime(900);
    expect(said).toEqual([true]);
    vi.advanceTimersByTime(500);
    expect(said).toEqual([true, false]);
  });

  it('is believed as long as voice arrives', () => {
    activity.claim(person, true);
    hear(5_000);
    expect(said).toEqual([true]);
    activity.claim(person, false);
    expect(said).toEqual([true, false]);
  });

  it('of someone whose packets do not tell how loud they are is believed as claimed', () => {
    activity.claim({ audible: false }, true);
    vi.advanceTimersByTime(10_000);
    expect(said).toEqual([true]);
  });

  it('that nobody claims is told after half a second of voice, and ends with it', () => {
    activity.heard(person);
    vi.advanceTimersByTime(300);
    expect(said.at(-1)).not.toBe(true);
    hear(1_000);
    expect(said.at(-1)).toBe(true);
    vi.advanceTimersByTime(1_000);
    expect(said.at(-1)).toBe(false);
  });

  it('is not told from the last packets after a claim that ended', () => {
    activity.claim(person, true);
    hear(1_000);
    activity.claim(person, false);
    activity.heard(person);
    vi.advanceTimersByTime(2_000);
    expect(said).toEqual([true, false]);
  });

  it('is forgotten with who is muted or gone, and no timer is left', () => {
    activity.claim(person, true);
    activity.forget(person);
    expect(vi.getTimerCount()).toBe(0);
  });
});
