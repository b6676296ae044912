/** The settings of this device as a file: written whole, read item by item. */
import { z } from 'zod';
import { AppError } from '../../../common/errors.ts';

const FORMAT = 'yankcord-settings';
const VERSION = 1;
/** Far more than there ever is to choose. */
export const FILE_MAX_BYTES = 1_000_000;

/** What a store keeps on this device, as it would be stored. */
export interface Portable {
  readonly give: () => unknown;
  /** In place of all there is: what is broken or not there becomes as it came. @param stored anything at all */
  readonly take: (stored: unknown) => void;
}

const record = z.record(z.string(), z.unknown());
const file = z.object({ format: z.literal(FORMAT), version: z.number().int().min(1), parts: record });

export const settingsText = (parts: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ format: FORMAT, version: VERSION, parts }, null, 2);

/** @throws AppError `settings_file_invalid` for what was never saved by `settingsText` */
export function readSettingsText(text: string): Readonly<Record<string, unknown>> {
  try {
    return file.parse(JSON.parse(text)).parts;
  } catch (cause) {
    throw new AppError('settings_file_invalid', 'not a file of settings', { cause });
  }
}

/** How many items of `given` are not in `taken` as they were given: single values, or members of a list. */
export function missedItems(given: unknown, taken: unknown): number {
  if (Array.isArray(given)) {
    const kept: readonly unknown[] = Array.isArray(taken) ? taken : [];
    return given.filter((one: unknown) => !kept.some((other) => missedItems(one, other) === 0)).length;
  }
  const fields = record.safeParse(given);
  if (!fields.success) {
    return Object.is(given, taken) ? 0 : 1;
  }
  const kept = record.safeParse(taken);
  return Object.entries(fields.data)
    .map(([key, value]) => missedItems(value, kept.data?.[key]))
    .reduce((sum, count) => sum + count, 0);
}
