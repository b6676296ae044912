/** A key or mouse button that a person chose by pressing it. */
import { z } from 'zod';

/**
 * `code` of a KeyboardEvent (https://www.w3.org/TR/uievents-code/), or `Mouse` and the button's number
 * (https://www.w3.org/TR/uievents/#dom-mouseevent-button), with the modifiers held.
 */
export const binding = z.object({
  code: z.string().regex(/^[A-Z][A-Za-z0-9]{0,29}$/u),
  ctrl: z.boolean().catch(false),
  alt: z.boolean().catch(false),
  shift: z.boolean().catch(false),
  meta: z.boolean().catch(false),
});
export type Binding = z.infer<typeof binding>;

/** The parts of a press that say which key it was. */
export interface Press {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

const MODIFIERS = /^(?:Control|Alt|Shift|Meta|OS)(?:Left|Right)?$/u;
/** The button that everything is clicked with. */
const MAIN_BUTTON = 0;

export const isMouse = ({ code }: Binding): boolean => code.startsWith('Mouse');

export const pressOfButton = (event: Omit<Press, 'code'> & { readonly button: number }): Press | undefined =>
  event.button === MAIN_BUTTON
    ? undefined
    : {
        code: `Mouse${String(event.button)}`,
        ctrlKey: event.ctrlKey,
        altKey: event.altKey,
        shiftKey: event.shiftKey,
        metaKey: event.metaKey,
      };

/** @returns undefined for Escape, which ends choosing, and for what has no code; a modifier alone counts as a key */
export function bindingOf({ code, ctrlKey, altKey, shiftKey, metaKey }: Press): Binding | undefined {
  if (code === 'Escape' || code === '' || code === 'Unidentified') {
    return undefined;
  }
  const alone = MODIFIERS.test(code);
  return {
    code,
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

/** As shown on key caps. */
export function capsOf({ code, ctrl, alt, shift, meta }: Binding): string[] {
  const held = [ctrl && 'Ctrl', alt && 'Alt', shift && 'Shift', meta && 'Meta'].filter((name) => name !== false);
  return [...held, code.replace(/^(?:Key|Digit|Arrow)/u, '').replace(/(?<=[a-z])(?=[A-Z0-9])/gu, ' ')];
}
