/** A key or mouse button that a person chose by pressing it. */
import { z } from 'zod';

/**
 * `code` of a KeyboardEvent (https://www.w3.org/TR/uievents-code/), or `Mouse` and the button's number
 * (https://www.w3.org/TR/uievents/#dom-mouseevent-button), with the modifiers held. `key` is the character it gave, in
 * lower case, where it gave one: keyboards differ in where their characters are.
 */
export const binding = z.object({
  code: z.string().regex(/^[A-Z][A-Za-z0-9]{0,29}$/u),
  key: z
    .string()
    .regex(/^[!-~]$/u)
    .optional()
    .catch(undefined),
  ctrl: z.boolean().catch(false),
  alt: z.boolean().catch(false),
  shift: z.boolean().catch(false),
  meta: z.boolean().catch(false),
});
export type Binding = z.infer<typeof binding>;

/** The parts of a press that say which key it was. */
export interface Press {
  readonly code: string;
  /** What it gave; mouse buttons give nothing. */
  readonly key?: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

const MODIFIERS = /^(?:Control|Alt|Shift|Meta|OS)(?:Left|Right)?$/u;
const LETTER = /^[a-z]$/u;
/** The two buttons that everything is clicked with. */
const MAIN_BUTTONS: ReadonlySet<number> = new Set([0, 2]);

export const isMouse = ({ code }: Pick<Binding, 'code'>): boolean => code.startsWith('Mouse');
export const isModifier = ({ code }: Pick<Binding, 'code'>): boolean => MODIFIERS.test(code);

/** @returns undefined for a click: the main buttons count only with something held that no click has */
export const pressOfButton = (event: Omit<Press, 'code' | 'key'> & { readonly button: number }): Press | undefined =>
  MAIN_BUTTONS.has(event.button) && !event.ctrlKey && !event.altKey && !event.metaKey
    ? undefined
    : {
        code: `Mouse${String(event.button)}`,
        ctrlKey: event.ctrlKey,
        altKey: event.altKey,
        shiftKey: event.shiftKey,
        metaKey: event.metaKey,
      };

/** The character of a press, if it is one that every keyboard has somewhere; in lower case. */
export function characterOf({ key }: Pick<Press, 'key'>): string | undefined {
  return key !== undefined && /^[!-~]$/u.test(key) ? key.toLowerCase() : undefined;
}

/** @returns undefined for Escape, which ends choosing, and for what has no code; a modifier alone counts as a key */
export function bindingOf(press: Press): Binding | undefined {
  const { code, ctrlKey, altKey, shiftKey, metaKey } = press;
  if (code === 'Escape' || !binding.shape.code.safeParse(code).success || code === 'Unidentified') {
    return undefined;
  }
  const alone = isModifier({ code });
  const key = characterOf(press);
  return {
    code,
    ...(key === undefined ? {} : { key }),
    ctrl: ctrlKey && !alone,
    alt: altKey && !alone,
    shift: shiftKey && !alone,
    meta: metaKey && !alone,
  };
}

/** Whether this press is the chosen one; more modifiers than chosen do no harm to who talks while playing. */
export const begins = (wanted: Binding, press: Press): boolean =>
  press.code === wanted.code &&
  (!wanted.ctrl || press.ctrlKey) &&
  (!wanted.alt || press.altKey) &&
  (!wanted.shift || press.shiftKey) &&
  (!wanted.meta || press.metaKey);

/** Who types is not to talk by it: a plain key is a letter, unless something is held with it. */
export const isTyped = (wanted: Binding): boolean =>
  !isMouse(wanted) && !wanted.ctrl && !wanted.alt && !wanted.meta && !/^(?:F\d|Control|Alt|Meta|OS)/u.test(wanted.code);

/** Shift is how such a character is typed on some keyboards, and no part of the choice. */
export const isSign = (key: string | undefined): key is string => key !== undefined && !LETTER.test(key);

/** Mouse buttons as people number them: left, right, middle, the two at the side. */
const MOUSE_NUMBERS = ['1', '3', '2', '4', '5'];
const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

function nameOf({ code, key }: Binding): string {
  if (isMouse({ code })) {
    const number = code.slice('Mouse'.length);
    return `Mouse ${MOUSE_NUMBERS[Number(number)] ?? number}`;
  }
  return (
    NAMES[code] ?? key?.toUpperCase() ?? code.replace(/^(?:Key|Digit)/u, '').replace(/(?<=[a-z])(?=[A-Z0-9])/gu, ' ')
  );
}

/** As shown on key caps. */
export function capsOf(shown: Binding): string[] {
  const { ctrl, alt, shift, meta } = shown;
  const held = [ctrl && 'Ctrl', alt && 'Alt', shift && !isSign(shown.key) && 'Shift', meta && 'Meta'];
  return [...held.filter((name) => name !== false), nameOf(shown)];
}
