import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCues } from '../../../../renderer/stores/cues.ts';
import { DEFAULT_CUES } from '../../../../renderer/voice/cues/cues.ts';

it('what is broken, or of a newer version, costs nothing else', () => {
  expect(parseCues({ volume: 0.5, off: ['join', 'fanfare', 7] })).toEqual({ volume: 0.5, off: new Set(['join']) });
  expect(parseCues({ volume: 7, off: 'all' })).toEqual(DEFAULT_CUES);
  fc.assert(
    fc.property(fc.anything(), (stored) => {
      const { volume, off } = parseCues(stored);
      expect(volume).toBeGreaterThanOrEqual(0);
      expect(off).toBeInstanceOf(Set);
    }),
  );
});
