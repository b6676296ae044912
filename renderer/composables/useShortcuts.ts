import { useEventListener } from '@vueuse/core';
import { useNavigationStore } from '../stores/navigation.ts';
import { useServerStore } from '../stores/server.ts';
import { useVideoStore } from '../stores/video.ts';
import { useVoiceStore } from '../stores/voice.ts';
import type { TextKey } from '../text/index.ts';

export interface Shortcut {
  readonly name: TextKey;
  /** As shown on the key caps. */
  readonly keys: readonly string[];
  matches(event: KeyboardEvent): boolean;
}

const plain = ({ ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean =>
  !ctrlKey && !metaKey && !altKey && !shiftKey;
const ctrl = (event: KeyboardEvent): boolean => (event.ctrlKey || event.metaKey) && !event.altKey;
const ctrlShift = (code: string) => (event: KeyboardEvent) => ctrl(event) && event.shiftKey && event.code === code;
const alt = (key: string) => (event: KeyboardEvent) =>
  event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.key === key;

export const SHORTCUTS = {
  mute: { name: 'shortcuts.mute', keys: ['Ctrl', 'Shift', 'M'], matches: ctrlShift('KeyM') },
  deafen: { name: 'shortcuts.deafen', keys: ['Ctrl', 'Shift', 'D'], matches: ctrlShift('KeyD') },
  camera: { name: 'shortcuts.camera', keys: ['Ctrl', 'Shift', 'V'], matches: ctrlShift('KeyV') },
  share: { name: 'shortcuts.share', keys: ['Ctrl', 'Shift', 'S'], matches: ctrlShift('KeyS') },
  channelUp: { name: 'shortcuts.channelUp', keys: ['Alt', '↑'], matches: alt('ArrowUp') },
  channelDown: { name: 'shortcuts.channelDown', keys: ['Alt', '↓'], matches: alt('ArrowDown') },
  preferences: {
    name: 'shortcuts.preferences',
    keys: ['Ctrl', ','],
    matches: (event) => ctrl(event) && !event.shiftKey && event.key === ',',
  },
  streams: { name: 'shortcuts.streams', keys: ['Ctrl', 'Shift', 'L'], matches: ctrlShift('KeyL') },
  help: { name: 'shortcuts.help', keys: ['Ctrl', '/'], matches: (event) => ctrl(event) && event.key === '/' },
  close: { name: 'shortcuts.close', keys: ['Esc'], matches: (event) => plain(event) && event.key === 'Escape' },
} as const satisfies Record<string, Shortcut>;

/** Every one has a modifier, so none fires while typing; Escape belongs to whatever is open and is bound there. */
export function useShortcuts(): void {
  const voice = useVoiceStore();
  const video = useVideoStore();
  const server = useServerStore();
  const navigation = useNavigationStore();

  const actions: readonly (readonly [Shortcut, () => void])[] = [
    [SHORTCUTS.mute, voice.toggleMute],
    [SHORTCUTS.deafen, voice.toggleDeafen],
    [SHORTCUTS.camera, video.toggleCamera],
    [SHORTCUTS.share, video.toggleShare],
    [
      SHORTCUTS.channelUp,
      () => {
        navigation.stepTextChannel(-1);
      },
    ],
    [
      SHORTCUTS.channelDown,
      () => {
        navigation.stepTextChannel(1);
      },
    ],
    [
      SHORTCUTS.preferences,
      () => {
        navigation.dialog = 'preferences';
      },
    ],
    [
      SHORTCUTS.streams,
      () => {
        navigation.dialog = navigation.dialog === 'streams' ? undefined : 'streams';
      },
    ],
    [
      SHORTCUTS.help,
      () => {
        navigation.dialog = navigation.dialog === 'shortcuts' ? undefined : 'shortcuts';
      },
    ],
  ];

  useEventListener(window, 'keydown', (event) => {
    if (!server.known || event.repeat) {
      return;
    }
    // A dialog closes itself; the list over the messages is no dialog.
    if (SHORTCUTS.close.matches(event) && navigation.dialog === undefined) {
      navigation.membersPeeked = false;
      return;
    }
    const found = actions.find(([shortcut]) => shortcut.matches(event));
    if (found !== undefined) {
      event.preventDefault();
      found[1]();
    }
  });
}
