import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../../../renderer/stores/settings.ts';
import { storedWith } from '../../../../../renderer/stores/settings/stored.ts';

const json = fc.jsonValue({ maxDepth: 3 });
/** A schema of unknown keys never has this one, by which prototypes are set. */
const name = fc.string().filter((one) => one !== '__proto__');

describe('what is stored after a change', () => {
  it('keeps what only another version knows, at every depth', () => {
    const stored = {
      theme: 'sepia',
      haptics: true,
      audio: { inputGain: 1.5, noiseSuppression: 'quantum', spatial: 3 },
    };
    const before = parseSettings(stored);
    const after = { ...before, density: 'compact' as const, audio: { ...before.audio, inputGain: 0.5 } };
    expect(storedWith(stored, before, after)).toEqual({
      theme: 'sepia',
      haptics: true,
      density: 'compact',
      audio: { inputGain: 0.5, noiseSuppression: 'quantum', spatial: 3 },
    });
  });

  it('replaces a broken value once the person chose', () => {
    const stored = { theme: 'sepia', audio: 'loud' };
    const before = parseSettings(stored);
    const after = { ...before, theme: 'light' as const, audio: { ...before.audio, autoGain: false } };
    expect(storedWith(stored, before, after)).toEqual({ theme: 'light', audio: { autoGain: false } });
  });

  it('forgets what was taken back to nothing', () => {
    const stored = { audio: { inputDeviceId: 'mic-2' } };
    const before = parseSettings(stored);
    const after = { ...before, audio: { ...before.audio, inputDeviceId: undefined } };
    expect(storedWith(stored, before, after)).toEqual({ audio: {} });
  });

  it('is read as what was chosen, whatever was there', () => {
    const chosen = fc.record({
      density: fc.constantFrom('comfortable' as const, 'compact' as const),
      textSize: fc.constantFrom(90 as const, 100 as const, 150 as const),
      membersShown: fc.boolean(),
      autoGain: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.oneof(json, fc.record({ audio: json, theme: json, density: json })), chosen, (stored, choice) => {
        const { autoGain, ...flat } = choice;
        const before = parseSettings(stored);
        const after = { ...before, ...flat, audio: { ...before.audio, autoGain } };
        expect(parseSettings(storedWith(stored, before, after))).toEqual(after);
      }),
    );
  });

  it('loses no field that was not chosen', () => {
    fc.assert(
      fc.property(fc.dictionary(name, json), (stored) => {
        const before = parseSettings(stored);
        const kept = storedWith(stored, before, { ...before, membersShown: !before.membersShown });
        expect({ ...stored, membersShown: !before.membersShown }).toEqual(kept);
      }),
    );
  });
});
