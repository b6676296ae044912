import type { en } from './en.ts';
import type { enLater } from './enLater.ts';

/** The shape that every language has to fill, as the English words give it. Every leaf is a sentence. */
export type Catalog = typeof en & typeof enLater;

/** Some groups of it, for a file that holds them in another language. */
export type Words<Group extends keyof Catalog> = Pick<Catalog, Group>;
