/** Which press does what, and which choices cannot be. */
import { characterOf, isModifier, isMouse, isSign, isTyped, type Binding, type Press } from './bindings.ts';
import type { ChosenShortcuts, ShortcutAction } from './settings/shortcuts.ts';

const NOTHING_HELD = { ctrl: false, alt: false, shift: false, meta: false };
const ctrl = (code: string, key: string): Binding => ({ ...NOTHING_HELD, code, key, ctrl: true });
const ctrlShift = (letter: string): Binding => ({
  ...NOTHING_HELD,
  code: `Key${letter}`,
  key: letter.toLowerCase(),
  ctrl: true,
  shift: true,
});

/** In the order in which they are listed. */
export const DEFAULT_SHORTCUTS: Readonly<Record<ShortcutAction, Binding>> = {
  mute: ctrlShift('M'),
  deafen: ctrlShift('D'),
  camera: ctrlShift('V'),
  share: ctrlShift('S'),
  backToVoice: { ...ctrl('KeyA', 'a'), alt: true },
  switcher: ctrl('KeyK', 'k'),
  search: ctrl('KeyF', 'f'),
  channelUp: { ...NOTHING_HELD, code: 'ArrowUp', alt: true },
  channelDown: { ...NOTHING_HELD, code: 'ArrowDown', alt: true },
  serverUp: { ...NOTHING_HELD, code: 'ArrowUp', ctrl: true, alt: true },
  serverDown: { ...NOTHING_HELD, code: 'ArrowDown', ctrl: true, alt: true },
  preferences: ctrl('Comma', ','),
  streams: ctrlShift('L'),
  help: ctrl('Slash', '/'),
};

const isAction = (name: string): name is ShortcutAction => Object.hasOwn(DEFAULT_SHORTCUTS, name);
export const SHORTCUT_ACTIONS: readonly ShortcutAction[] = Object.keys(DEFAULT_SHORTCUTS).filter(isAction);

export type Shortcuts = Readonly<Record<ShortcutAction, Binding | undefined>>;

export function shortcutsWith(chosen: ChosenShortcuts): Shortcuts {
  const result: Record<ShortcutAction, Binding | undefined> = { ...DEFAULT_SHORTCUTS };
  for (const action of SHORTCUT_ACTIONS) {
    const one = chosen[action];
    result[action] = one === null ? undefined : (one ?? DEFAULT_SHORTCUTS[action]);
  }
  return result;
}

/** What is compared of a press; on some keyboards a sign takes Shift, which then says nothing. */
interface Held {
  readonly code: string;
  readonly key: string | undefined;
  /** Control, or the key that is its like on a Mac. */
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}
const heldOf = ({ code, key, ctrl: control, meta, alt, shift }: Binding): Held => ({
  code,
  key,
  ctrl: control || meta,
  alt,
  shift: shift && !isSign(key),
});

/** By the character, as on the key caps; by the place of the key where one of both gives none (other scripts, F1, arrows). */
const alike = (one: Held, other: Held): boolean =>
  one.ctrl === other.ctrl &&
  one.alt === other.alt &&
  one.shift === other.shift &&
  (one.key !== undefined && other.key !== undefined ? one.key === other.key : one.code === other.code);

/** Whether one press would be both. */
export const sameShortcut = (one: Binding, other: Binding): boolean => alike(heldOf(one), heldOf(other));

/** Of a press in the window; AltGr writes a character, whatever else it seems to hold. */
export interface ShortcutPress extends Press {
  readonly altGraph: boolean;
  /** The focus is where text is written. */
  readonly writing: boolean;
}

/** The first action that this press is for. */
export function actionOf(shortcuts: Shortcuts, press: ShortcutPress): ShortcutAction | undefined {
  if (press.altGraph) {
    return undefined;
  }
  // With Alt a Mac gives other characters: there the place of the key says more.
  const key =
    press.altKey && press.key?.length === 1 && characterOf(press) === undefined ? undefined : characterOf(press);
  const pressed = heldOf({
    code: press.code,
    key,
    ctrl: press.ctrlKey,
    alt: press.altKey,
    shift: press.shiftKey,
    meta: press.metaKey,
  });
  return SHORTCUT_ACTIONS.find((action) => {
    const wanted = shortcuts[action];
    return wanted !== undefined && alike(heldOf(wanted), pressed) && !(press.writing && isTyped(wanted));
  });
}

/** Other actions that the same press is for. */
export const clashesOf = (shortcuts: Shortcuts, action: ShortcutAction, wanted: Binding): readonly ShortcutAction[] =>
  SHORTCUT_ACTIONS.filter((other) => {
    const taken = shortcuts[other];
    return other !== action && taken !== undefined && sameShortcut(taken, wanted);
  });

/** Keys by which one moves about and presses what has the focus. */
const MOVES = /^(?:Tab|Enter|NumpadEnter|Space|Arrow\w+|Home|End|PageUp|PageDown|Backspace|Delete)$/u;
/** What text fields, and browsers that no page can stop, do with Control. */
const WRITES: ReadonlySet<string> = new Set(['a', 'c', 'v', 'x', 'y', 'z']);
const BROWSERS: ReadonlySet<string> = new Set(['n', 't', 'w']);

/** Why this cannot be a shortcut. */
export type Refusal = 'needsKey' | 'moves' | 'writes' | 'browsers';

export function refusalOf(wanted: Binding): Refusal | undefined {
  const held = heldOf(wanted);
  if (isModifier(wanted)) {
    return 'needsKey';
  }
  if (isMouse(wanted)) {
    return undefined;
  }
  if (MOVES.test(held.code) && !held.alt && (!held.ctrl || held.code === 'Tab')) {
    return 'moves';
  }
  if (!held.ctrl || held.alt || held.key === undefined) {
    return undefined;
  }
  if (BROWSERS.has(held.key)) {
    return 'browsers';
  }
  return WRITES.has(held.key) && !held.shift ? 'writes' : undefined;
}
