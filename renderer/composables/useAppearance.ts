import { watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import { useSettingsStore } from '../stores/settings.ts';

/** How it looks and the language, on the page's root: styles (tokens.css) and screen readers read them there. */
export function useAppearance(): void {
  const settings = useSettingsStore();
  const { locale } = useI18n({ useScope: 'global' });

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
  watchEffect(() => {
    locale.value = settings.spokenLocale;
    document.documentElement.lang = settings.spokenLocale;
  });
}
