import { computed, type WritableComputedRef } from 'vue';
import { useSettingsStore } from '../stores/settings.ts';
import type { AudioSettings } from '../voice/VoiceState.ts';

/** One field of the audio settings as something a control can be bound to. */
export function useAudioField<Name extends keyof AudioSettings>(name: Name): WritableComputedRef<AudioSettings[Name]> {
  const settings = useSettingsStore();
  return computed<AudioSettings[Name]>({
    get: () => settings.audio[name],
    set: (value) => {
      settings.changeAudio({ [name]: value });
    },
  });
}
