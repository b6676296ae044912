import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_DEVICES, type DeviceList } from '../../../../../renderer/voice/devices/deviceList.ts';
import { choose, listed, lost, usedId } from '../../../../../renderer/voice/devices/deviceUse.ts';

const there = (...ids: string[]): DeviceList => ({
  ...NO_DEVICES,
  known: true,
  devices: ids.map((id) => ({ id, label: id })),
});

describe('the device in use', () => {
  it('is the chosen one while it is there, the default while it is not, and the chosen one again (C24)', () => {
    let use = choose('headset', there('headset', 'webcam'));
    expect(usedId(use)).toBe('headset');
    use = listed(use, there('webcam'));
    expect(use.kind).toBe('away');
    expect(usedId(use)).toBeUndefined();
    use = listed(use, there('headset', 'webcam'));
    expect(usedId(use)).toBe('headset');
  });

  it('is the default from the start where the chosen one is not there', () => {
    expect(choose('headset', there('webcam')).kind).toBe('away');
  });

  it('is believed to be there while the browser hides which there are', () => {
    expect(usedId(choose('headset', NO_DEVICES))).toBe('headset');
    expect(usedId(listed(choose('headset', there('headset')), NO_DEVICES))).toBe('headset');
  });

  it('that ended is tried once more where it is still listed, and then only after it went and came back', () => {
    let use = lost(choose('headset', there('headset')), 1_000);
    expect(usedId(use)).toBeUndefined();
    use = listed(use, there('headset'));
    expect(usedId(use)).toBe('headset');
    use = lost(use, 2_000);
    use = listed(use, there('headset'));
    expect(usedId(use)).toBeUndefined();
    use = listed(listed(use, there('webcam')), there('headset'));
    expect(usedId(use)).toBe('headset');
  });

  it('is never one that a known list does not have', () => {
    const step = fc.oneof(
      fc.subarray(['a', 'b', 'c']).map((ids) => ({ kind: 'listed' as const, ids })),
      fc.constant({ kind: 'lost' as const }),
      fc.constantFrom('a', 'b', undefined).map((wanted) => ({ kind: 'chosen' as const, wanted })),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let list = there('a', 'b', 'c');
        let use = choose('a', list);
        let wanted: string | undefined = 'a';
        steps.forEach((one, nowMs) => {
          if (one.kind === 'listed') {
            list = there(...one.ids);
            use = listed(use, list);
          } else if (one.kind === 'lost') {
            use = lost(use, nowMs);
          } else {
            ({ wanted } = one);
            use = choose(wanted, list);
          }
          const id = usedId(use);
          expect(id === undefined || (id === wanted && list.devices.some((device) => device.id === id))).toBe(true);
        });
      }),
    );
  });
});
