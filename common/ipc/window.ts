/** The app's window: its title bar is the page's own, so the page asks for what a title bar does. */
import { z } from 'zod';

const windowStateSchema = z.object({
  /** Where the buttons stand is the platform's custom; `darwin` draws its own. */
  platform: z.enum(['darwin', 'win32', 'linux']),
  maximised: z.boolean(),
  fullScreen: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export const windowCalls = {
  'window.getState': { data: z.undefined(), answer: windowStateSchema },
  'window.minimise': { data: z.undefined(), answer: z.undefined() },
  'window.toggleMaximised': { data: z.undefined(), answer: z.undefined() },
  /** As the platform's own button would: main may ask first, or keep running in the tray. */
  'window.close': { data: z.undefined(), answer: z.undefined() },
} as const;

export const windowNotices = { 'window.changed': windowStateSchema } as const;
