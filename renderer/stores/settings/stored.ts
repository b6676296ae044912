import { z } from 'zod';

const record = z.record(z.string(), z.unknown());
type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields | undefined => {
  const parsed = record.safeParse(value);
  return parsed.success ? parsed.data : undefined;
};

/**
 * What is stored, with only those fields changed that differ between two readings of it. All others stay as they were found,
 * even those that this version does not know, or knows with other values: a newer or older one may want them.
 *
 * @param stored anything at all, as it was found
 */
export function storedWith(stored: unknown, before: unknown, after: unknown): unknown {
  const wanted = fieldsOf(after);
  if (wanted === undefined) {
    return Object.is(before, after) ? stored : after;
  }
  const known = fieldsOf(before) ?? {};
  const result: Record<string, unknown> = { ...fieldsOf(stored) };
  for (const key of new Set([...Object.keys(known), ...Object.keys(wanted)])) {
    if (Object.is(known[key], wanted[key])) {
      continue;
    }
    const changed = storedWith(result[key], known[key], wanted[key]);
    if (changed === undefined) {
      Reflect.deleteProperty(result, key);
    } else {
      result[key] = changed;
    }
  }
  return result;
}
