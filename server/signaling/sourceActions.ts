import type { ProducerSource } from '../../common/media.ts';
import type { Action } from '../community/permissions.ts';

/** What whoever sends a source must be allowed to do. */
export const ACTION_OF_SOURCE: Readonly<Record<ProducerSource, Action>> = {
  microphone: 'speak',
  camera: 'useCamera',
  screen: 'shareScreen',
  'screen-audio': 'shareScreen',
};
