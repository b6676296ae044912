import type { AppError } from '../../common/errors.ts';
import type { ChannelId } from '../../common/ids.ts';

/** How well the call goes, computed from both transports and the signaling connection together. */
export type VoiceHealth = 'good' | 'unstable' | 'reconnecting';

export type VoiceState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'joining'; readonly channelId: ChannelId }
  | { readonly kind: 'connected'; readonly channelId: ChannelId; readonly health: VoiceHealth }
  | { readonly kind: 'reconnecting'; readonly channelId: ChannelId }
  | { readonly kind: 'leaving'; readonly channelId: ChannelId }
  | { readonly kind: 'failed'; readonly channelId: ChannelId; readonly error: AppError };

/** What the person chose for their own sound; survives sessions, reconnecting and restarts. */
export interface VoiceChoice {
  readonly muted: boolean;
  readonly deafened: boolean;
}

/** Settings of the person's own sound that a session starts with and follows while it lasts. */
export interface AudioSettings {
  /** undefined: the system's default */
  readonly inputDeviceId: string | undefined;
  readonly outputDeviceId: string | undefined;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGain: boolean;
  /** Gain of the microphone, 0 to 2. */
  readonly inputGain: number;
  /** Gain of everybody together, 0 to 2. */
  readonly outputGain: number;
  /** dBFS above which the microphone counts as speech. */
  readonly speechThresholdDb: number;
}

export const DEFAULT_AUDIO_SETTINGS: AudioSettings = {
  inputDeviceId: undefined,
  outputDeviceId: undefined,
  echoCancellation: true,
  noiseSuppression: true,
  autoGain: true,
  inputGain: 1,
  outputGain: 1,
  speechThresholdDb: -50,
};
