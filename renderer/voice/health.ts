import type { ConnectionState } from 'mediasoup-client/types';
import type { VoiceHealth, VoiceState } from './VoiceState.ts';

/** Of the states of all transports as they are now: in which order they came there does not matter. */
export function healthOf(states: readonly ConnectionState[]): VoiceHealth {
  if (states.includes('failed')) {
    return 'reconnecting';
  }
  return states.includes('disconnected') ? 'unstable' : 'good';
}

/** How a call stands, in the four words that people are told. */
export type CallHealth = VoiceHealth | 'failed';

/** Of transports and connection together; undefined where there is no call to speak of yet, or any more. */
export function callHealth(state: VoiceState): CallHealth | undefined {
  switch (state.kind) {
    case 'connected':
      return state.health;
    case 'reconnecting':
    case 'failed':
      return state.kind;
    case 'idle':
    case 'joining':
    case 'leaving':
      return undefined;
  }
}
