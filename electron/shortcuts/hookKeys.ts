import type { GlobalAction, GlobalKey } from '../../common/ipc/shortcuts.ts';

/** As the hook sees a press: by the name its library gives the key, or the number of the mouse button. */
export interface HookPress {
  readonly key: string;
  readonly down: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

/** Names of the library where they are not those of https://www.w3.org/TR/uievents-code/. */
const NAMES: Readonly<Record<string, string>> = {
  ControlLeft: 'Ctrl',
  ControlRight: 'CtrlRight',
  AltLeft: 'Alt',
  ShiftLeft: 'Shift',
  MetaLeft: 'Meta',
  // The buttons as libuiohook numbers them: left, right, middle, the two at the side.
  Mouse0: 'Mouse1',
  Mouse1: 'Mouse3',
  Mouse2: 'Mouse2',
  Mouse3: 'Mouse4',
  Mouse4: 'Mouse5',
};

export const hookName = (code: string): string => NAMES[code] ?? code.replace(/^(?:Key|Digit)(?=.$)/u, '');

export type WantedByAction = Readonly<Record<GlobalAction, GlobalKey | null>>;

/** Which of the two a press begins, if any; more held than wanted does no harm to who talks while playing. */
export function beginsOf(wanted: WantedByAction, press: HookPress): GlobalAction[] {
  return (['talk', 'mute'] as const).filter((action) => {
    const key = wanted[action];
    return (
      key !== null &&
      hookName(key.code) === press.key &&
      (!key.ctrl || press.ctrlKey) &&
      (!key.alt || press.altKey) &&
      (!key.shift || press.shiftKey) &&
      (!key.meta || press.metaKey)
    );
  });
}
