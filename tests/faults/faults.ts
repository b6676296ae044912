import { CALL_FAULTS } from './callFaults.ts';
import { CONNECTION_FAULTS } from './connectionFaults.ts';
import { DEVICE_FAULTS } from './deviceFaults.ts';
import type { Fault } from './fault.ts';
import { HEARING_FAULTS } from './hearingFaults.ts';
import { MEDIA_FAULTS } from './mediaFaults.ts';
import { OWN_VOICE_FAULTS } from './ownVoiceFaults.ts';
import { SERVER_FAULTS } from './serverFaults.ts';
import { SHARE_FAULTS } from './shareFaults.ts';
import { VIDEO_FAULTS } from './videoFaults.ts';

/** All of them, by number. */
export const FAULTS: readonly Fault[] = [
  ...CALL_FAULTS,
  ...CONNECTION_FAULTS,
  ...DEVICE_FAULTS,
  ...HEARING_FAULTS,
  ...MEDIA_FAULTS,
  ...OWN_VOICE_FAULTS,
  ...SERVER_FAULTS,
  ...SHARE_FAULTS,
  ...VIDEO_FAULTS,
].sort((one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }));
