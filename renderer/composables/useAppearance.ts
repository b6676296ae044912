import { watch, watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import { useSettingsStore } from '../stores/settings.ts';
import { loadWords } from '../text/index.ts';
import type { Locale } from '../text/locales.ts';
import { laterParts } from './lazyPart.ts';

/** How it looks and the language, on the page's root: styles (tokens.css) and screen readers read them there. */
export function useAppearance(): void {
  const settings = useSettingsStore();
  const text = useI18n({ useScope: 'global' });
  const { locale } = text;

  /** What is as the system has it is not marked. */
  function mark(name: string, value: string | number, plain: string | number): void {
    const { dataset } = document.documentElement;
    if (value === plain) {
      Reflect.deleteProperty(dataset, name);
    } else {
      dataset[name] = String(value);
    }
  }

  watchEffect(() => {
    const { theme, density, textSize, motion } = settings.settings;
    mark('theme', theme, 'system');
    mark('density', density, 'comfortable');
    mark('textSize', textSize, 100);
    mark('motion', motion, 'system');
  });
  function speak(spoken: Locale): void {
    locale.value = spoken;
    document.documentElement.lang = spoken;
  }
  watch(
    () => settings.spokenLocale,
    async (wanted) => {
      if (text.availableLocales.includes(wanted)) {
        speak(wanted);
        return;
      }
      try {
        text.setLocaleMessage(wanted, await loadWords(wanted));
        if (settings.spokenLocale === wanted) {
          speak(wanted);
        }
      } catch {
        laterParts.tellFailed();
      }
    },
    { immediate: true },
  );
}
