import { onScopeDispose, watch } from 'vue';
import { SILENT, talkAfter, type TalkEvent } from '../../common/talk.ts';
import { useActivationStore } from '../stores/activation.ts';
import { useSettingsStore } from '../stores/settings.ts';
import { useVoiceStore } from '../stores/voice.ts';

/** Nobody talks for so long without letting go; a key whose end was never seen does. */
const HELD_MAX_MS = 3 * 60_000;

/** Takes what any source tells of the key to talk. */
export type Feed = (event: TalkEvent) => void;

/** The one state of the key to talk, fed by whoever sees it pressed. */
export function useTalkKey(): Feed {
  const settings = useSettingsStore();
  const activation = useActivationStore();
  const voice = useVoiceStore();
  let state = SILENT;
  let stuck: ReturnType<typeof setTimeout> | undefined;

  function feed(event: TalkEvent): void {
    if (event.kind === 'down' && activation.audio.activation !== 'pushToTalk') {
      return;
    }
    const before = state;
    state = talkAfter(state, event, settings.talkKey.toggle);
    if (state === before) {
      return;
    }
    clearTimeout(stuck);
    if (state.holders.size > 0) {
      stuck = setTimeout(() => {
        feed({ kind: 'release' });
      }, HELD_MAX_MS);
    }
    if (state.talking !== before.talking) {
      voice.hold(state.talking);
    }
  }

  watch([() => activation.audio.activation, () => settings.talkKey], () => {
    feed({ kind: 'release' });
  });
  onScopeDispose(() => {
    clearTimeout(stuck);
  });
  return feed;
}
