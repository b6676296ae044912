import { useEventListener } from '@vueuse/core';
import { pressOfButton } from '../stores/bindings.ts';
import { useNavigationStore, type OpenDialog } from '../stores/navigation.ts';
import { useServerStore } from '../stores/server.ts';
import type { ShortcutAction } from '../stores/settings/shortcuts.ts';
import { actionOf, type ShortcutPress } from '../stores/shortcutBindings.ts';
import { useShortcutsStore } from '../stores/shortcuts.ts';
import { useVideoStore } from '../stores/video.ts';
import { useVoiceStore } from '../stores/voice.ts';
import { isTextField } from './textField.ts';
import { useOpenServer } from './useOpenServer.ts';

/** Those that are of use at the start, where no server is. */
const ANYWHERE: ReadonlySet<ShortcutAction> = new Set<ShortcutAction>(['serverUp', 'serverDown']);

/** The shortcuts of the window. Escape belongs to whatever is open and is bound there. */
export function useShortcuts(): void {
  const voice = useVoiceStore();
  const video = useVideoStore();
  const server = useServerStore();
  const navigation = useNavigationStore();
  const shortcuts = useShortcutsStore();
  const { servers, open } = useOpenServer();

  function toggleDialog(dialog: OpenDialog): void {
    navigation.dialog = navigation.dialog === dialog ? undefined : dialog;
  }

  const actions: Readonly<Record<ShortcutAction, () => void>> = {
    mute: voice.toggleMute,
    deafen: voice.toggleDeafen,
    camera: video.toggleCamera,
    share: video.toggleShare,
    backToVoice: navigation.showVoice,
    switcher: () => {
      toggleDialog('switcher');
    },
    search: navigation.openSearch,
    channelUp: () => {
      navigation.stepTextChannel(-1);
    },
    channelDown: () => {
      navigation.stepTextChannel(1);
    },
    serverUp: () => {
      servers.step(-1);
    },
    serverDown: () => {
      servers.step(1);
    },
    preferences: () => {
      navigation.openPreferences();
    },
    streams: () => {
      toggleDialog('streams');
    },
    help: () => {
      toggleDialog('shortcuts');
    },
  };

  /** @returns whether it was a shortcut */
  function act(press: ShortcutPress): boolean {
    const action = open.shown.value ? actionOf(shortcuts.bindings, press) : undefined;
    if (action === undefined || !(server.known || ANYWHERE.has(action))) {
      return false;
    }
    actions[action]();
    return true;
  }

  const stateOf = (event: KeyboardEvent | MouseEvent): Pick<ShortcutPress, 'altGraph' | 'writing'> => ({
    altGraph: event.getModifierState('AltGraph'),
    writing: isTextField(event.target),
  });

  useEventListener(window, 'keydown', (event) => {
    if (event.repeat || event.isComposing || event.defaultPrevented) {
      return;
    }
    // A dialog closes itself; the list over the messages is no dialog.
    if (event.key === 'Escape' && navigation.dialog === undefined) {
      navigation.membersPeeked = false;
      return;
    }
    const { code, key, ctrlKey, altKey, shiftKey, metaKey } = event;
    if (act({ code, key, ctrlKey, altKey, shiftKey, metaKey, ...stateOf(event) })) {
      event.preventDefault();
    }
  });

  /** The button whose press was a shortcut: letting it go, and its click, must do nothing else (such as go back a page). */
  let taken: number | undefined;
  useEventListener(window, 'mousedown', (event) => {
    const press = pressOfButton(event);
    const acted = press !== undefined && !event.defaultPrevented && act({ ...press, ...stateOf(event) });
    taken = acted ? event.button : undefined;
    if (acted) {
      event.preventDefault();
    }
  });
  for (const kind of ['mouseup', 'click', 'auxclick', 'contextmenu'] as const) {
    useEventListener(
      window,
      kind,
      (event) => {
        if (event.button === taken) {
          event.preventDefault();
          event.stopPropagation();
        }
      },
      { capture: true },
    );
  }
}
