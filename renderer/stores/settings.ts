import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { z } from 'zod';
import { binding, type Binding } from './bindings.ts';
import { readStored, writeStored } from '../platform/storage.ts';
import { bestLocale, LOCALES, type Locale } from '../text/locales.ts';
import { DEFAULT_VIDEO_SETTINGS, SHARE_STYLES, type VideoSettings } from '../voice/video/VideoState.ts';
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
  readonly video: VideoSettings;
  readonly talkKey: TalkKey;
  readonly theme: Theme;
  readonly locale: Locale | 'system';
  readonly membersShown: boolean;
}

const DEFAULTS: Settings = {
  audio: DEFAULT_AUDIO_SETTINGS,
  video: DEFAULT_VIDEO_SETTINGS,
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

const share = DEFAULT_VIDEO_SETTINGS.share;
const storedVideo = z.object({
  cameraDeviceId: z.string().max(512).optional().catch(undefined),
  share: z
    .object({
      height: z.number().int().min(1).max(8_192).catch(share.height),
      fps: z.number().int().min(1).max(240).catch(share.fps),
      style: z.enum(SHARE_STYLES).catch(share.style),
    })
    .catch(share),
  shareSound: z.boolean().catch(DEFAULT_VIDEO_SETTINGS.shareSound),
});

const storedSettings = z.object({
  audio: storedAudio.catch(audio),
  video: storedVideo.catch(DEFAULT_VIDEO_SETTINGS),
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
  const { cameraDeviceId, ...video } = parsed.data.video;
  return {
    ...parsed.data,
    audio: { ...rest, inputDeviceId, outputDeviceId },
    video: { ...video, cameraDeviceId },
  };
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
    video: computed(() => settings.value.video),
    talkKey: computed(() => settings.value.talkKey),
    theme: computed(() => settings.value.theme),
    locale: computed(() => settings.value.locale),
    /** The language in use: the chosen one, or the best the system asks for. */
    spokenLocale: computed<Locale>(() =>
      settings.value.locale === 'system' ? bestLocale(navigator.languages) : settings.value.locale,
    ),
    membersShown: computed(() => settings.value.membersShown),
    change,
    changeVideo: (changed: Partial<VideoSettings>) => {
      change({ video: { ...settings.value.video, ...changed } });
    },
    changeAudio: (changed: Partial<AudioSettings>) => {
      change({ audio: { ...settings.value.audio, ...changed } });
    },
  };
});
