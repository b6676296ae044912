import type { Status, StatusChoice } from '../../common/ipc/status.ts';

/** What an entry does: something of the call, which the page does, or something of the app. */
export type TrayAction = StatusChoice | 'show' | 'quit';

export type TrayEntry =
  | { readonly kind: 'separator' }
  | { readonly kind: 'action'; readonly action: TrayAction; readonly label: string; readonly enabled: boolean };

export interface TrayModel {
  readonly look: Status['voice'];
  readonly tooltip: string;
  readonly entries: readonly TrayEntry[];
}

const SEPARATOR: TrayEntry = { kind: 'separator' };
const entry = (action: TrayAction, label: string, enabled = true): TrayEntry => ({
  kind: 'action',
  action,
  label,
  enabled,
});

/** What the tray shows. Each entry says what it would do now, so that nobody has to read a check mark. */
export function trayModel({ voice, serverMuted, texts }: Status): TrayModel {
  const deafened = voice === 'deafened';
  const muted = deafened || voice === 'muted';
  return {
    look: voice,
    tooltip: texts.tooltip,
    entries: [
      entry('show', texts.show),
      SEPARATOR,
      entry('toggleMute', muted ? texts.unmute : texts.mute, !serverMuted),
      entry('toggleDeafen', deafened ? texts.undeafen : texts.deafen),
      ...(voice === 'idle' ? [] : [entry('leave', texts.leave)]),
      SEPARATOR,
      entry('quit', texts.quit),
    ],
  };
}
