import { watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import { useSettingsStore } from '../stores/settings.ts';

/** The chosen theme and language, on the page's root: styles and screen readers read them there. */
export function useAppearance(): void {
  const settings = useSettingsStore();
  const { locale } = useI18n({ useScope: 'global' });

  watchEffect(() => {
    const root = document.documentElement;
    if (settings.theme === 'system') {
      delete root.dataset['theme'];
    } else {
      root.dataset['theme'] = settings.theme;
    }
  });
  watchEffect(() => {
    locale.value = settings.spokenLocale;
    document.documentElement.lang = settings.spokenLocale;
  });
}
