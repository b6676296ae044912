import { z } from 'zod';
import { emoji as oneEmoji } from '../../../common/messages.ts';
import { folded } from '../../text/fuzzy.ts';
import type { Locale } from '../../text/locales.ts';

export interface Emoji {
  readonly emoji: string;
  readonly name: string;
  /** Index of its group, as Unicode's data has them; 2 are parts of others and are not offered. */
  readonly group: number;
  /** What it is found by, folded, each word with a space in front. */
  readonly words: string;
}

const data = z.array(
  z.object({
    emoji: z.string(),
    annotation: z.string(),
    tags: z.array(z.string()).default([]),
    group: z.number().default(-1),
    order: z.number().default(0),
  }),
);

/** Files of the app itself, in the person's language. */
const FILES: Readonly<Record<Locale, () => Promise<{ default: unknown }>>> = {
  en: () => import('emoji-picker-element-data/en/cldr/data.json'),
  'pt-BR': () => import('emoji-picker-element-data/pt/cldr/data.json'),
};

/** All that a server takes as one emoji, in the order of Unicode. */
export async function loadEmoji(locale: Locale): Promise<readonly Emoji[]> {
  const file = await FILES[locale]();
  return data
    .parse(file.default)
    .filter(({ emoji, group }) => group !== 2 && oneEmoji.safeParse(emoji).success)
    .sort((a, b) => a.order - b.order)
    .map(({ emoji, annotation, tags, group }) => ({
      emoji,
      name: annotation,
      group,
      words: ` ${folded([annotation, ...tags].join(' '))}`,
    }));
}

/** Those one of whose words begins with each word typed. */
export function findEmoji(all: readonly Emoji[], typed: string): readonly Emoji[] {
  const wanted = folded(typed)
    .split(/\s+/u)
    .filter((word) => word !== '');
  return all.filter(({ words }) => wanted.every((word) => words.includes(` ${word}`)));
}
