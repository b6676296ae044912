import type { AppError } from '../../common/errors.ts';
import type { ChannelId } from '../../common/ids.ts';
import type { VideoSettings } from './video/VideoState.ts';

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

/** `standard` is the browser's own, `ml` a neural network in the page (RNNoise). */
export const NOISE_SUPPRESSIONS = ['off', 'standard', 'ml'] as const;
export type NoiseSuppression = (typeof NOISE_SUPPRESSIONS)[number];

export const ACTIVATIONS = ['voice', 'pushToTalk', 'always'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** Settings of the person's own sound that a session starts with and follows while it lasts. */
export interface AudioSettings {
  /** undefined: the system's default */
  readonly inputDeviceId: string | undefined;
  readonly outputDeviceId: string | undefined;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: NoiseSuppression;
  readonly autoGain: boolean;
  /** Gain of the microphone, 0 to 2. */
  readonly inputGain: number;
  /** Gain of everybody together, 0 to 2. */
  readonly outputGain: number;
  /** When the microphone is sent. */
  readonly activation: Activation;
  /** dBFS above which the microphone counts as speech. */
  readonly speechThresholdDb: number;
  /** The threshold follows the noise of the room instead. */
  readonly autoThreshold: boolean;
  /** How long sending goes on after the last speech, in ms. */
  readonly holdMs: number;
  /** The same after push-to-talk is let go, in ms. */
  readonly releaseMs: number;
}

/** Everything of the person's own that calls are made with. */
export interface OwnSettings {
  readonly audio: AudioSettings;
  readonly video: VideoSettings;
}

export const DEFAULT_AUDIO_SETTINGS: AudioSettings = {
  inputDeviceId: undefined,
  outputDeviceId: undefined,
  echoCancellation: true,
  noiseSuppression: 'standard',
  autoGain: true,
  inputGain: 1,
  outputGain: 1,
  activation: 'voice',
  speechThresholdDb: -50,
  autoThreshold: false,
  holdMs: 300, // natural pauses between words stay in one piece
  releaseMs: 200,
};
