import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { z } from 'zod';
import { readStored, writeStored } from '../platform/storage.ts';
import { bestLocale, type Locale } from '../text/locales.ts';
import type { VideoSettings } from '../voice/video/VideoState.ts';
import type { AudioSettings } from '../voice/VoiceState.ts';
import { appearanceShape } from './settings/appearance.ts';
import { audioShape } from './settings/audio.ts';
import { globalKeysShape } from './settings/globalKeys.ts';
import { languageShape } from './settings/language.ts';
import { notificationsShape } from './settings/notifications.ts';
import { shortcutsShape } from './settings/shortcuts.ts';
import { oneForAll } from './oneForAll.ts';
import type { Portable } from './settings/portable.ts';
import { storedWith } from './settings/stored.ts';
import { talkKeyShape } from './settings/talkKey.ts';
import { videoShape } from './settings/video.ts';

const SETTINGS_KEY = 'yankcord.settings';

/** Each field falls back alone: a broken or older value costs nothing else. Every part has a file of its own. */
const settingsSchema = z.object({
  ...audioShape,
  ...videoShape,
  ...talkKeyShape,
  ...appearanceShape,
  ...languageShape,
  ...shortcutsShape,
  ...notificationsShape,
  ...globalKeysShape,
});
export type Settings = Readonly<z.infer<typeof settingsSchema>>;

const DEFAULTS: Settings = settingsSchema.parse({});

/** @param stored anything at all, as it was found */
export function parseSettings(stored: unknown): Settings {
  const parsed = settingsSchema.safeParse(stored);
  return parsed.success ? parsed.data : DEFAULTS;
}

const onThisDevice = oneForAll(() => shallowRef(parseSettings(readStored(SETTINGS_KEY))));

/** The chosen language, or the best that the system asks for. */
const spoken = ({ locale }: Settings): Locale => (locale === 'system' ? bestLocale(navigator.languages) : locale);

/** Before there is any app to have a store. */
export const spokenOnThisDevice = (): Locale => spoken(onThisDevice().value);

/** What the person chose on this device. */
export const useSettingsStore = defineStore('settings', () => {
  const settings = onThisDevice();

  function change(changed: Partial<Settings>): void {
    const before = settings.value;
    settings.value = { ...before, ...changed };
    writeStored(SETTINGS_KEY, storedWith(readStored(SETTINGS_KEY), before, settings.value));
  }

  const portable: Portable = {
    give: () => settings.value,
    take: (stored) => {
      settings.value = parseSettings(stored);
      writeStored(SETTINGS_KEY, settings.value);
    },
  };

  return {
    portable,
    settings: computed(() => settings.value),
    audio: computed(() => settings.value.audio),
    video: computed(() => settings.value.video),
    talkKey: computed(() => settings.value.talkKey),
    theme: computed(() => settings.value.theme),
    locale: computed(() => settings.value.locale),
    /** The language in use. */
    spokenLocale: computed(() => spoken(settings.value)),
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
