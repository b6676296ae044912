import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { useSettingsStore } from '../stores/settings.ts';
import { useVoiceStore } from '../stores/voice.ts';
import { UnheardProbe } from '../voice/UnheardProbe.ts';
import type { HearingFacts, Step } from '../voice/whyUnheard.ts';

export interface Walked {
  readonly steps: readonly Step[];
  readonly facts: HearingFacts;
}

/** Walks from the microphone to the others every second, as long as the component is there. */
export function useUnheard(): Readonly<ShallowRef<Walked | undefined>> {
  const voice = useVoiceStore();
  const settings = useSettingsStore();
  const walked = shallowRef<Walked>();
  const inspected = voice.inspect();
  if (inspected !== undefined) {
    const probe = new UnheardProbe(inspected, () => settings.audio.speechThresholdDb);
    probe.events.on('walked', (found) => {
      walked.value = found;
    });
    onScopeDispose(() => {
      probe.close();
    });
  }
  return walked;
}
