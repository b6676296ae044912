import type { AudioSettings } from './VoiceState.ts';

/** What the own microphone is opened and sent with. */
export interface MicSettings extends AudioSettings {
  /** In stereo, and as it comes: nothing of it is taken for noise. */
  readonly music: boolean;
}

/**
 * What the person chose, or what music asks for instead: neither echo nor noise is taken out, nothing is levelled, and no
 * voice has to open the gate. A key to talk stays one: nobody is on the air by entering a channel.
 */
export const micSettings = (chosen: AudioSettings, music: boolean): MicSettings =>
  music
    ? {
        ...chosen,
        music,
        echoCancellation: false,
        noiseSuppression: 'off',
        autoGain: false,
        activation: chosen.activation === 'voice' ? 'always' : chosen.activation,
      }
    : { ...chosen, music };
