import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { AudioSettings } from '../voice/VoiceState.ts';
import { useAccessStore } from './access.ts';
import { useServerStore } from './server.ts';
import { useSettingsStore } from './settings.ts';

/** How one's voice is sent here and now: as chosen, or by push-to-talk where the channel allows nothing else. */
export const useActivationStore = defineStore('activation', () => {
  const access = useAccessStore();
  const server = useServerStore();
  const settings = useSettingsStore();

  const mustPush = computed(() => {
    const channelId = server.ownVoiceChannel;
    return channelId !== undefined && access.may('speak', channelId) && !access.may('useVoiceActivation', channelId);
  });

  return {
    mustPush,
    audio: computed<AudioSettings>(() =>
      mustPush.value ? { ...settings.audio, activation: 'pushToTalk' } : settings.audio,
    ),
  };
});
