import { describe, expect, it } from 'vitest';
import { CROWD, CueThrottle } from '../../../../../renderer/voice/cues/CueThrottle.ts';

describe('cues', () => {
  it('that come at once are one, and others beside them are heard', () => {
    const throttle = new CueThrottle();
    expect(throttle.admit('join', 3, 0)).toBe(true);
    expect(throttle.admit('join', 4, 50)).toBe(false);
    expect(throttle.admit('mute', 4, 60)).toBe(true);
    expect(throttle.admit('join', 4, 200)).toBe(true);
  });

  it('of a crowd are few, whatever its people do; one’s own are always heard', () => {
    const throttle = new CueThrottle();
    let heard = 0;
    for (let ms = 0; ms < 20_000; ms += 100) {
      heard += throttle.admit(ms % 200 === 0 ? 'join' : 'leave', CROWD, ms) ? 1 : 0;
    }
    expect(heard).toBeGreaterThan(2);
    expect(heard).toBeLessThanOrEqual(5);
    expect(throttle.admit('mute', CROWD, 20_000)).toBe(true);
    expect(throttle.admit('unmute', CROWD, 20_050)).toBe(true);
  });

  it('of messages are one a second', () => {
    const throttle = new CueThrottle();
    const heard = Array.from({ length: 50 }, (_, index) => throttle.admit('message', 0, index * 100));
    expect(heard.filter(Boolean)).toHaveLength(5);
  });
});
