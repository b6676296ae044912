import { z } from 'zod';
import { CLOSINGS } from '../../common/ipc/app.ts';

const coordinate = z.number().int().min(-65_536).max(65_536);
const extent = z.number().int().min(1).max(65_536);

const windowPlace = z.object({ x: coordinate, y: coordinate, width: extent, height: extent, maximised: z.boolean() });
export type WindowPlace = z.infer<typeof windowPlace>;

/** What main itself remembers. Each item falls back alone: a broken one costs nothing else. */
const appSettings = z.object({
  window: windowPlace.optional().catch(undefined),
  closing: z.enum(CLOSINGS).catch('ask'),
  startWithSystem: z.boolean().catch(false),
  startHidden: z.boolean().catch(true),
  /** Of updates: which one is not wanted, and until when nothing is said of any. */
  ignoredVersion: z.string().max(64).optional().catch(undefined),
  quietUntilMs: z.number().catch(0),
});
export type AppSettings = z.infer<typeof appSettings>;

const DEFAULTS = appSettings.parse({});

/** @param stored anything at all, as it was found */
export function parseAppSettings(stored: unknown): AppSettings {
  const parsed = appSettings.safeParse(stored);
  return parsed.success ? parsed.data : DEFAULTS;
}
