import { expect, it, vi } from 'vitest';
import { memberId } from '../../../../../common/ids.ts';
import { MOST_AT_ONCE, Viewing } from '../../../../../renderer/voice/video/Viewing.ts';
import { videoKey } from '../../../../../renderer/voice/video/VideoState.ts';

const ada = memberId.parse('ada');

it('a screen is wanted only while it is watched and seen, a camera while it is seen', () => {
  const viewing = new Viewing();
  const wanted = (source: 'camera' | 'screen'): number | undefined =>
    viewing.heightOf(videoKey(source, ada), source, ada);
  viewing.show(videoKey('camera', ada), 300);
  viewing.show(videoKey('screen', ada), 600);
  expect([wanted('camera'), wanted('screen')]).toEqual([300, undefined]);
  viewing.watch(ada);
  expect(wanted('screen')).toBe(600);
  viewing.hide(videoKey('screen', ada));
  expect(wanted('screen')).toBeUndefined();
});

it('no more pictures are received at once than a machine stands, whatever is shown (C21)', () => {
  const viewing = new Viewing();
  const people = Array.from({ length: 40 }, (_none, index) => memberId.parse(`member-${String(index)}`));
  for (const person of people) {
    viewing.show(videoKey('camera', person), 200);
  }
  const received = (): number =>
    people.filter((one) => viewing.heightOf(videoKey('camera', one), 'camera', one) !== undefined).length;
  expect(received()).toBe(MOST_AT_ONCE);
  for (const person of people.slice(0, 35)) {
    viewing.hide(videoKey('camera', person));
  }
  expect(received()).toBe(5);
});

it('who shares again at once is still watched, who shares another time is only offered', () => {
  vi.useFakeTimers();
  const viewing = new Viewing();
  viewing.watch(ada);
  viewing.withdrawn(ada);
  vi.advanceTimersByTime(5_000);
  viewing.offered(ada);
  expect(viewing.watches(ada)).toBe(true);
  viewing.withdrawn(ada);
  vi.advanceTimersByTime(60_000);
  viewing.offered(ada);
  expect(viewing.watches(ada)).toBe(false);
  vi.useRealTimers();
});
