/** Languages the product speaks, each with its own name for itself. */
export const LOCALES = ['en', 'pt-BR'] as const;
export type Locale = (typeof LOCALES)[number];

export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', 'pt-BR': 'Português (Brasil)' };

/** The first of a person's preferred languages that we speak: any Portuguese counts, anything else is English. */
export function bestLocale(preferred: readonly string[]): Locale {
  for (const tag of preferred) {
    const language = tag.toLowerCase().split('-')[0];
    if (language === 'pt') {
      return 'pt-BR';
    }
    if (language === 'en') {
      return 'en';
    }
  }
  return 'en';
}
