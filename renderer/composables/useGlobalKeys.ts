import { useEventListener } from '@vueuse/core';
import { onScopeDispose, watchEffect } from 'vue';
import type { GlobalKey } from '../../common/ipc/shortcuts.ts';
import type { Platform } from '../platform/index.ts';
import type { Binding } from '../stores/bindings.ts';
import { useActivationStore } from '../stores/activation.ts';
import { useSettingsStore } from '../stores/settings.ts';
import { useShortcutsStore } from '../stores/shortcuts.ts';
import { useVoiceStore } from '../stores/voice.ts';
import { useText } from '../text/index.ts';
import { useOpenServer } from './useOpenServer.ts';
import type { Feed } from './useTalkKey.ts';

const keyOf = (binding: Binding | undefined): GlobalKey | null => {
  if (binding === undefined) {
    return null;
  }
  const { code, ctrl, alt, shift, meta } = binding;
  return { code, ctrl, alt, shift, meta };
};

/** Keys pressed outside of the window, and commands: what the app's main process hears of them. */
export function useGlobalKeys(keys: NonNullable<Platform['shortcuts']>, feed: Feed): void {
  const settings = useSettingsStore();
  const activation = useActivationStore();
  const shortcuts = useShortcutsStore();
  const voice = useVoiceStore();
  const { open } = useOpenServer();
  const { t } = useText();

  watchEffect(() => {
    if (!open.leads.value) {
      return; // what a server's call asks of the microphone may be its own
    }
    const pushes = activation.audio.activation === 'pushToTalk';
    const wanted = {
      on: settings.settings.globalKeys,
      talk: pushes ? keyOf(settings.talkKey.binding) : null,
      mute: keyOf(shortcuts.bindings.mute),
      texts: { talk: t('globalKeys.talk'), mute: t('globalKeys.mute') },
    };
    keys.want(wanted).catch(() => undefined); // the settings show what became of each source
  });

  /** The system's keys hold the key to talk, also while the window sees that for itself. */
  let hooked = false;

  const endings = [
    keys.onPressed(({ source, action, kind }) => {
      if (source === 'hook' && action === 'talk') {
        hooked = kind === 'down';
      }
      // Keys pressed in the window are the window's own to take. A command, or a shortcut of the desktop, was meant for the
      // app wherever it is, and the desktop keeps such a key from the window.
      if (kind === 'down' && source === 'hook' && document.hasFocus()) {
        return;
      }
      if (action === 'talk') {
        feed({ kind, source });
      } else if (kind === 'down' && open.leads.value) {
        voice.toggleMute();
      }
    }),
    keys.onReleased(() => {
      feed({ kind: 'release' });
    }),
  ];
  // Who goes to another program with the key held goes on talking: from here on it is seen there.
  useEventListener(window, 'blur', () => {
    if (hooked && !settings.talkKey.toggle) {
      feed({ kind: 'down', source: 'hook' });
    }
  });
  onScopeDispose(() => {
    for (const end of endings) {
      end();
    }
  });
}
