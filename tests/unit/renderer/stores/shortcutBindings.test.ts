import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindingOf, isTyped, type Binding } from '../../../../renderer/stores/bindings.ts';
import { parseSettings } from '../../../../renderer/stores/settings.ts';
import {
  actionOf,
  clashesOf,
  DEFAULT_SHORTCUTS,
  refusalOf,
  sameShortcut,
  SHORTCUT_ACTIONS,
  shortcutsWith,
  type ShortcutPress,
} from '../../../../renderer/stores/shortcutBindings.ts';

const NONE = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, altGraph: false, writing: false };
const press = (code: string, key: string, more: Partial<typeof NONE> = {}): ShortcutPress => ({
  code,
  key,
  ...NONE,
  ...more,
});
const CTRL = { ctrlKey: true };
const CTRL_SHIFT = { ctrlKey: true, shiftKey: true };

/** Keys of a US keyboard: place, character, character with Shift. */
const KEYS = [
  ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ').map((letter) => [`Key${letter}`, letter.toLowerCase(), letter] as const),
  ...Array.from('0123456789').map(
    (digit, index) => [`Digit${digit}`, digit, Array.from(')!@#$%^&*(')[index] ?? digit] as const,
  ),
  ['Comma', ',', '<'],
  ['Slash', '/', '?'],
  ['F8', 'F8', 'F8'],
  ['ArrowUp', 'ArrowUp', 'ArrowUp'],
  ['Space', ' ', ' '],
  ['Tab', 'Tab', 'Tab'],
] as const;
const anyPress = fc
  .record({
    key: fc.constantFrom(...KEYS),
    ctrlKey: fc.boolean(),
    altKey: fc.boolean(),
    shiftKey: fc.boolean(),
    metaKey: fc.boolean(),
  })
  .map(({ key: [code, plain, shifted], ...held }) => press(code, held.shiftKey ? shifted : plain, held));
const anyMousePress = fc
  .record({
    button: fc.integer({ min: 0, max: 4 }),
    ctrlKey: fc.boolean(),
    altKey: fc.boolean(),
    shiftKey: fc.boolean(),
    metaKey: fc.boolean(),
  })
  .map(({ button, ...held }): ShortcutPress => ({ code: `Mouse${String(button)}`, ...NONE, ...held }));
const anyChoice = fc.oneof(anyPress, anyMousePress);
const bindingFrom = (pressed: ShortcutPress): Binding => {
  const binding = bindingOf(pressed);
  if (binding === undefined) {
    throw new Error(`${pressed.code} gives no binding`);
  }
  return binding;
};
const anyAction = fc.constantFrom(...SHORTCUT_ACTIONS);
const DEFAULTS = shortcutsWith({});

describe('the shortcuts as they come', () => {
  it.each([
    ['mute', press('KeyM', 'M', CTRL_SHIFT)],
    ['deafen', press('KeyD', 'D', CTRL_SHIFT)],
    ['camera', press('KeyV', 'V', CTRL_SHIFT)],
    ['share', press('KeyS', 'S', CTRL_SHIFT)],
    ['switcher', press('KeyK', 'k', CTRL)],
    ['preferences', press('Comma', ',', CTRL)],
    ['help', press('Slash', '/', CTRL)],
    ['channelUp', press('ArrowUp', 'ArrowUp', { altKey: true })],
    ['channelDown', press('ArrowDown', 'ArrowDown', { altKey: true })],
    ['backToVoice', press('KeyA', 'a', { ctrlKey: true, altKey: true })],
    ['mute', press('KeyM', 'm', { metaKey: true, shiftKey: true })],
  ] as const)('%s', (action, pressed) => {
    expect(actionOf(DEFAULTS, pressed)).toBe(action);
    expect(actionOf(DEFAULTS, { ...pressed, writing: true })).toBe(action);
  });

  it('are where a keyboard has the character, not where an American one has it', () => {
    expect(actionOf(DEFAULTS, press('Semicolon', 'M', CTRL_SHIFT))).toBe('mute'); // AZERTY
    expect(actionOf(DEFAULTS, press('KeyM', '?', CTRL_SHIFT))).toBeUndefined();
    expect(actionOf(DEFAULTS, press('KeyV', 'k', CTRL))).toBe('switcher'); // Dvorak
    expect(actionOf(DEFAULTS, press('Digit7', '/', CTRL_SHIFT))).toBe('help'); // German
    expect(actionOf(DEFAULTS, press('Slash', ';', CTRL))).toBeUndefined(); // Brazilian
    expect(actionOf(DEFAULTS, press('IntlRo', '/', CTRL))).toBe('help');
    expect(actionOf(DEFAULTS, press('KeyK', 'л', CTRL))).toBe('switcher'); // Russian has no k
    expect(actionOf(DEFAULTS, press('KeyA', 'å', { ...CTRL, altKey: true }))).toBe('backToVoice'); // Option on a Mac
  });

  it('clash nowhere, and none is refused', () => {
    for (const action of SHORTCUT_ACTIONS) {
      expect(clashesOf(DEFAULTS, action, DEFAULT_SHORTCUTS[action])).toEqual([]);
      expect(refusalOf(DEFAULT_SHORTCUTS[action])).toBeUndefined();
      expect(isTyped(DEFAULT_SHORTCUTS[action])).toBe(false);
    }
  });
});

describe('a chosen shortcut', () => {
  it('is the press it was chosen by, in place of the one before', () => {
    fc.assert(
      fc.property(anyAction, anyChoice, (action, pressed) => {
        const binding = bindingFrom(pressed);
        fc.pre(clashesOf(DEFAULTS, action, binding).length === 0);
        const shortcuts = shortcutsWith({ [action]: binding });
        expect(actionOf(shortcuts, pressed)).toBe(action);
        const old = DEFAULT_SHORTCUTS[action];
        const before = press(old.code, old.key ?? old.code, {
          ctrlKey: old.ctrl,
          altKey: old.alt,
          shiftKey: old.shift,
        });
        expect(actionOf(shortcuts, before)).toBe(sameShortcut(old, binding) ? action : undefined);
      }),
    );
  });

  it('is another than every press with more or less held', () => {
    fc.assert(
      fc.property(anyPress, anyPress, (one, other) => {
        const shortcuts = shortcutsWith({
          ...Object.fromEntries(SHORTCUT_ACTIONS.map((action) => [action, null])),
          mute: bindingFrom(one),
        });
        expect(actionOf(shortcuts, other) === 'mute').toBe(sameShortcut(bindingFrom(one), bindingFrom(other)));
      }),
    );
  });

  it('clashes exactly with what one press would also do', () => {
    fc.assert(
      fc.property(anyAction, anyAction, anyChoice, (action, other, pressed) => {
        fc.pre(action !== other);
        const binding = bindingFrom(pressed);
        const shortcuts = shortcutsWith({ [other]: binding });
        expect(clashesOf(shortcuts, action, binding)).toContain(other);
        expect(clashesOf(shortcuts, other, binding)).not.toContain(other);
      }),
    );
  });

  it('never answers to AltGr, whatever it seems to hold', () => {
    fc.assert(
      fc.property(anyAction, anyPress, (action, pressed) => {
        const shortcuts = shortcutsWith({ [action]: bindingFrom(pressed) });
        expect(actionOf(shortcuts, { ...pressed, altGraph: true })).toBeUndefined();
      }),
    );
  });

  it('takes no letter from who writes', () => {
    fc.assert(
      fc.property(anyAction, anyPress, (action, pressed) => {
        const held = pressed.ctrlKey || pressed.altKey || pressed.metaKey || pressed.code.startsWith('F');
        const shortcuts = shortcutsWith({ [action]: bindingFrom(pressed) });
        const acted = actionOf(shortcuts, { ...pressed, writing: true });
        if (!held) {
          expect(acted).toBeUndefined();
        }
      }),
    );
  });

  it('may be none at all', () => {
    const shortcuts = shortcutsWith({ mute: null });
    expect(actionOf(shortcuts, press('KeyM', 'M', CTRL_SHIFT))).toBeUndefined();
    expect(shortcuts.deafen).toEqual(DEFAULT_SHORTCUTS.deafen);
  });

  it('is refused where it would take what moves, writes or belongs to the browser', () => {
    const refused = (code: string, key: string, held: Partial<typeof NONE> = {}): string | undefined =>
      refusalOf(bindingFrom(press(code, key, held)));
    expect(refused('ControlLeft', 'Control', CTRL)).toBe('needsKey');
    expect(refused('Tab', 'Tab')).toBe('moves');
    expect(refused('Tab', 'Tab', CTRL)).toBe('moves');
    expect(refused('Space', ' ')).toBe('moves');
    expect(refused('ArrowUp', 'ArrowUp', { shiftKey: true })).toBe('moves');
    expect(refused('Space', ' ', CTRL)).toBeUndefined();
    expect(refused('KeyC', 'c', CTRL)).toBe('writes');
    expect(refused('KeyC', 'C', CTRL_SHIFT)).toBeUndefined();
    expect(refused('KeyW', 'w', CTRL)).toBe('browsers');
    expect(refused('KeyT', 'T', CTRL_SHIFT)).toBe('browsers');
    expect(refused('KeyM', 'm')).toBeUndefined();
    expect(refused('F8', 'F8')).toBeUndefined();
  });

  it('is kept as it was stored, and a broken one costs no other', () => {
    const binding = bindingFrom(press('F8', 'F8'));
    const { shortcuts } = parseSettings({ shortcuts: { mute: binding, deafen: { code: 7 }, share: null, dance: 1 } });
    expect(shortcuts).toEqual({ mute: binding, share: null });
    expect(shortcutsWith(shortcuts).deafen).toEqual(DEFAULT_SHORTCUTS.deafen);
    expect(shortcutsWith(shortcuts).share).toBeUndefined();
  });
});
