import { z } from 'zod';
import {
  ACTIVATIONS,
  DEFAULT_AUDIO_SETTINGS as DEFAULTS,
  NOISE_SUPPRESSIONS,
  type AudioSettings,
} from '../../voice/VoiceState.ts';

const gain = z.number().min(0).max(2);

/** The person's own sound, and that of everybody together. */
export const audioShape = {
  audio: z
    .object({
      inputDeviceId: z.string().max(512).optional().catch(undefined),
      outputDeviceId: z.string().max(512).optional().catch(undefined),
      echoCancellation: z.boolean().catch(DEFAULTS.echoCancellation),
      noiseSuppression: z
        .union([z.enum(NOISE_SUPPRESSIONS), z.boolean().transform((on) => (on ? 'standard' : 'off'))]) // as it once was
        .catch(DEFAULTS.noiseSuppression),
      autoGain: z.boolean().catch(DEFAULTS.autoGain),
      inputGain: gain.catch(DEFAULTS.inputGain),
      outputGain: gain.catch(DEFAULTS.outputGain),
      activation: z.enum(ACTIVATIONS).catch(DEFAULTS.activation),
      speechThresholdDb: z.number().min(-100).max(0).catch(DEFAULTS.speechThresholdDb),
      autoThreshold: z.boolean().catch(DEFAULTS.autoThreshold),
      holdMs: z.number().min(100).max(2_000).catch(DEFAULTS.holdMs),
      releaseMs: z.number().min(0).max(1_000).catch(DEFAULTS.releaseMs),
    })
    .transform(({ inputDeviceId, outputDeviceId, ...rest }): AudioSettings => ({
      ...rest,
      inputDeviceId,
      outputDeviceId,
    }))
    .catch(DEFAULTS),
};
