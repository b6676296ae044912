import type { FailureAction } from '../text/failures.ts';
import { useNavigationStore } from '../stores/navigation.ts';
import { useServerStore } from '../stores/server.ts';
import { useVideoStore } from '../stores/video.ts';
import { useVoiceStore } from '../stores/voice.ts';
import { useConnection } from './useConnection.ts';

/** What the button of a failure in a call does. */
export function useFailureAction(): (action: FailureAction) => void {
  const voice = useVoiceStore();
  const video = useVideoStore();
  const server = useServerStore();
  const navigation = useNavigationStore();
  const connection = useConnection();

  /** To the channel that was clicked, or else to where the call goes on without this device. */
  function moveHere(): void {
    const channelId = voice.state.kind === 'failed' ? voice.state.channelId : server.ownVoiceChannel;
    voice.dismissProblem();
    if (channelId !== undefined) {
      voice.moveHere(channelId);
    }
  }

  return (action) => {
    switch (action) {
      case 'retry':
      case 'allowMicrophone':
      case 'joinAgain':
        voice.retry();
        break;
      case 'tryCamera':
        voice.dismissProblem();
        video.toggleCamera();
        break;
      case 'tryShare':
        voice.dismissProblem();
        video.toggleShare();
        break;
      case 'shareByBrowser':
        voice.dismissProblem();
        video.shareByBrowser();
        break;
      case 'openSettings':
        navigation.openPreferences('voice');
        break;
      case 'chooseCamera':
        navigation.openPreferences('video');
        break;
      case 'chooseMicrophone':
        navigation.openPreferences('devices');
        break;
      case 'checkSound':
        navigation.dialog = 'check';
        break;
      case 'moveHere':
        moveHere();
        break;
      case 'resumePlayback':
        voice.resumePlayback();
        break;
      case 'signInAgain':
        connection.signOut();
        break;
      case 'openSecurely':
        location.protocol = 'https:';
        break;
      case 'reload':
        location.reload();
        break;
      case 'anotherPort':
        break; // of a party that does not start: offered where it was to be started
    }
  };
}
