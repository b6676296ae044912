/** The English words, all of them, as a page has them when every part of it was opened. */
import type { Catalog } from '../../renderer/text/catalog.ts';
import { en } from '../../renderer/text/en.ts';
import { enLater } from '../../renderer/text/enLater.ts';

const groups = new Map<string, Record<string, string>>();
for (const [name, words] of [...Object.entries(en), ...Object.entries(enLater)]) {
  groups.set(name, { ...groups.get(name), ...words });
}

/** Of both halves, whose groups were put together. */
export const english = Object.fromEntries(groups) as unknown as Catalog;
