import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { z } from 'zod';
import { binding, type Binding } from './bindings.ts';
import { readStored, writeStored } from '../platform/storage.ts';
import { bestLocale, LOCALES, type Locale } from '../text/locales.ts';
import { ACTIVATIONS, DEFAULT_AUDIO_SETTINGS, NOISE_SUPPRESSIONS, type AudioSettings } from '../voice/VoiceState.ts';

const SETTINGS_KEY = 'yankcord.settings';

/** Push-to-talk in the window. */
export interface TalkKey {
  readonly binding?: Binding | undefined;
  /** Pressed once to talk and once more to end, instead of held. */
  readonly toggle: boolean;
}
const NO_TALK_KEY: TalkKey = { toggle: false };

export const THEMES = ['system', 'dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

export interface Settings {
  readonly audio: AudioSettings;
  readonly talkKey: TalkKey;
  readonly theme: Theme;
  readonly locale: Locale | 'system';
  readonly membersShown: boolean;
}

const DEFAULTS: Settings = {
  audio: DEFAULT_AUDIO_SETTINGS,
  talkKey: NO_TALK_KEY,
  theme: 'system',
  locale: 'system',
  membersShown: true,
};

const audio = DEFAULT_AUDIO_SETTINGS;
const gain = z.number().min(0).max(2);

/** Each field falls back alone: a broken or older value costs nothing else. */
const storedAudio = z.object({
  inputDeviceId: z.string().max(512).optional().catch(undefined),
  outputDeviceId: z.string().max(512).optional().catch(undefined),
  echoCancellation: z.boolean().catch(audio.echoCancellation),
  noiseSuppression: z
    .union([z.enum(NOISE_SUPPRESSIONS), z.boolean().transform((on) => (on ? 'standard' : 'off'))]) // as it once was
    .catch(audio.noiseSuppression),
  autoGain: z.boolean().catch(audio.autoGain),
  inputGain: gain.catch(audio.inputGain),
  outputGain: gain.catch(audio.outputGain),
  activation: z.enum(ACTIVATIONS).catch(audio.activation),
  speechThresholdDb: z.number().min(-100).max(0).catch(audio.speechThresholdDb),
  autoThreshold: z.boolean().catch(audio.autoThreshold),
  holdMs: z.number().min(100).max(2_000).catch(audio.holdMs),
  releaseMs: z.number().min(0).max(1_000).catch(audio.releaseMs),
});

const storedTalkKey = z.object({
  binding: binding.optional().catch(undefined),
  toggle: z.boolean().catch(NO_TALK_KEY.toggle),
});

const storedSettings = z.object({
  audio: storedAudio.catch(audio),
  talkKey: storedTalkKey.catch(NO_TALK_KEY),
  theme: z.enum(THEMES).catch(DEFAULTS.theme),
  locale: z.enum([...LOCALES, 'system']).catch(DEFAULTS.locale),
  membersShown: z.boolean().catch(DEFAULTS.membersShown),
});

/** @param stored anything at all, as it was found */
export function parseSettings(stored: unknown): Settings {
  const parsed = storedSettings.safeParse(stored);
  if (!parsed.success) {
    return DEFAULTS;
  }
  const { inputDeviceId, outputDeviceId, ...rest } = parsed.data.audio;
  return { ...parsed.data, audio: { ...rest, inputDeviceId, outputDeviceId } };
}

/** What the person chose on this device. */
export const useSettingsStore = defineStore('settings', () => {
  const settings = shallowRef(parseSettings(readStored(SETTINGS_KEY)));

  function change(changed: Partial<Settings>): void {
    settings.value = { ...settings.value, ...changed };
    // Over what is stored, so that settings only a newer version knows stay for it.
    const stored = z.record(z.string(), z.unknown()).safeParse(readStored(SETTINGS_KEY));
    writeStored(SETTINGS_KEY, { ...(stored.success ? stored.data : {}), ...settings.value });
  }

  return {
    audio: computed(() => settings.value.audio),
    talkKey: computed(() => settings.value.talkKey),
    theme: computed(() => settings.value.theme),
    locale: computed(() => settings.value.locale),
    /** The language in use: the chosen one, or the best the system asks for. */
    spokenLocale: computed<Locale>(() =>
      settings.value.locale === 'system' ? bestLocale(navigator.languages) : settings.value.locale,
    ),
    membersShown: computed(() => settings.value.membersShown),
    change,
    changeAudio: (changed: Partial<AudioSettings>) => {
      change({ audio: { ...settings.value.audio, ...changed } });
    },
  };
});
