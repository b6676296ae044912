import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCues } from '../../../../../renderer/stores/cues.ts';
import { parseHearing } from '../../../../../renderer/stores/hearing.ts';
import { parseSettings } from '../../../../../renderer/stores/settings.ts';
import { missedItems, readSettingsText, settingsText } from '../../../../../renderer/stores/settings/portable.ts';

/** As JSON has it: what is undefined is not there. */
const asFile = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a file of settings', () => {
  it('gives back what was put into it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('settings', 'hearing', 'cues'), fc.jsonValue()), (parts) => {
        expect(readSettingsText(settingsText(parts))).toEqual(asFile(parts));
      }),
    );
  });

  it.each(['', 'x', '[]', '{}', 'null', '{"format":"other","version":1,"parts":{}}', '{"format":"yankcord-settings"}'])(
    'is not %s',
    (text) => {
      expect(() => readSettingsText(text)).toThrow(expect.objectContaining({ code: 'settings_file_invalid' }));
    },
  );
});

describe('items that are not taken', () => {
  it('are none where everything is as this version writes it', () => {
    const given = asFile({ settings: parseSettings({}), hearing: parseHearing({}) });
    expect(missedItems(given, { settings: parseSettings({}), hearing: parseHearing({}) })).toBe(0);
  });

  it('are counted one by one: broken, unknown, and members of lists', () => {
    const broken = { theme: 'pink', audio: { inputGain: 9, outputGain: 1.5, holdMs: 'long' }, hat: { colour: 'red' } };
    expect(missedItems(broken, parseSettings(broken))).toBe(4);
    expect(parseSettings(broken)).toMatchObject({ theme: 'system', audio: { inputGain: 1, outputGain: 1.5 } });
    const off = ['join', 'trumpet'];
    expect(missedItems({ off }, { off: [...parseCues({ off }).off] })).toBe(1);
    expect(missedItems([{ id: 1 }, { id: 2 }, 7], [{ id: 2, more: true }])).toBe(2);
  });

  it('are never more than there are, whatever the file says', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('theme', 'audio', 'video', 'motion', 'x'), fc.jsonValue()), (given) => {
        const missed = missedItems(given, parseSettings(given));
        expect(missed).toBeGreaterThanOrEqual(0);
        expect(missed).toBeLessThanOrEqual(JSON.stringify(given).length);
      }),
    );
  });
});
