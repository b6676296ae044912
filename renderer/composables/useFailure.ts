import type { FailureAction } from '../text/failures.ts';
import { useNavigationStore } from '../stores/navigation.ts';
import { useVoiceStore } from '../stores/voice.ts';
import { useConnection } from './useConnection.ts';

/** What the button of a failure in a call does. */
export function useFailureAction(): (action: FailureAction) => void {
  const voice = useVoiceStore();
  const navigation = useNavigationStore();
  const connection = useConnection();

  function againInCall(): void {
    if (voice.state.kind === 'failed') {
      voice.retry();
      return;
    }
    voice.retryMicrophone(); // the only thing in a running call that is worth another try
  }

  return (action) => {
    switch (action) {
      case 'retry':
      case 'allowMicrophone':
        againInCall();
        break;
      case 'openSettings':
      case 'chooseMicrophone':
        navigation.dialog = 'preferences';
        break;
      case 'moveHere':
        if (voice.state.kind === 'failed') {
          voice.moveHere(voice.state.channelId);
        }
        break;
      case 'resumePlayback':
        voice.resumePlayback();
        break;
      case 'signInAgain':
        connection.signOut();
        break;
      case 'reload':
        location.reload();
        break;
    }
  };
}
