/** Every migration by its number. A released one is never changed: add the next. */
import type { Migration } from 'kysely/migration';
import { accounts } from './0007_accounts.ts';
import { categories } from './0009_categories.ts';
import { attachments } from './0010_attachments.ts';
import { hue } from './0006_hue.ts';
import { priority } from './0005_priority.ts';
import { roles } from './0008_roles.ts';
import { start } from './0001_start.ts';
import { party } from './0004_party.ts';
import { voice } from './0002_voice.ts';
import { messages } from './0003_messages.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001_start': start,
  '0002_voice': voice,
  '0003_messages': messages,
  '0004_party': party,
  '0005_priority': priority,
  '0006_hue': hue,
  '0007_accounts': accounts,
  '0008_roles': roles,
  '0009_categories': categories,
  '0010_attachments': attachments,
};
