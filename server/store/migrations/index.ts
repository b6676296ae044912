/** Every migration by its number. A released one is never changed: add the next. */
import type { Migration } from 'kysely/migration';
import { start } from './0001_start.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001_start': start,
};
