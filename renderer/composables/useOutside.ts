import { computed, onScopeDispose, watch } from 'vue';
import type { Status } from '../../common/ipc/status.ts';
import type { Platform } from '../platform/index.ts';
import { useServerStore } from '../stores/server.ts';
import { useVoiceStore } from '../stores/voice.ts';
import { useText } from '../text/index.ts';
import type { Hosting } from './useHosting.ts';
import { useOpenServer } from './useOpenServer.ts';
import { useOwnCall } from './useOwnCall.ts';

const TITLE_MAX = 120;
const MENTIONS_MAX = 9_999;

/** What the app shows outside of its window: the tray and the number on its icon; and what a person does there. */
export function useOutside(outside: NonNullable<Platform['status']>, hosting: Hosting | undefined): void {
  const server = useServerStore();
  const voice = useVoiceStore();
  const { servers, open } = useOpenServer();
  const { channel } = useOwnCall();
  const { t } = useText();

  const look = computed<Status['voice']>(() => {
    if (channel.value === undefined) {
      return 'idle';
    }
    if (voice.deafened) {
      return 'deafened';
    }
    return voice.muted || voice.serverMuted ? 'muted' : voice.transmitting ? 'talking' : 'open';
  });
  const tooltip = computed(() => {
    const name = channel.value === undefined ? undefined : server.channelName(channel.value);
    return name === undefined ? t('app.name') : `${t('app.name')} · ${name}`.slice(0, TITLE_MAX);
  });

  function tell(): void {
    if (!open.leads.value) {
      return; // another server's app tells
    }
    const status: Status = {
      voice: look.value,
      serverMuted: voice.serverMuted,
      guests: hosting?.guests.value ?? false,
      mentions: Math.min(MENTIONS_MAX, servers.mentions.value),
      texts: {
        tooltip: tooltip.value,
        mute: t('tray.mute'),
        unmute: t('tray.unmute'),
        deafen: t('tray.deafen'),
        undeafen: t('tray.undeafen'),
        leave: t('tray.leave'),
        show: t('tray.show'),
        quit: t('tray.quit'),
      },
    };
    outside.tell(status).catch(() => undefined); // a tray that shows nothing keeps nobody from talking
  }
  watch(
    [
      open.leads,
      look,
      tooltip,
      () => voice.serverMuted,
      () => hosting?.guests.value,
      servers.mentions,
      () => t('tray.quit'),
    ],
    tell,
    { immediate: true },
  );

  onScopeDispose(
    outside.onChosen((choice) => {
      if (open.leads.value) {
        voice[choice]();
      }
    }),
  );
}
