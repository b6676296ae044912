/** What a person chooses of the app itself, as a program among others on their machine. */
import { z } from 'zod';

/** What closing the window does while one is in a call; `ask` until it was answered once. A party with guests is asked about. */
export const CLOSINGS = ['ask', 'tray', 'quit'] as const;

const appChoices = z.object({
  closing: z.enum(CLOSINGS),
  startWithSystem: z.boolean(),
  /** When the system starts it: in the tray, without a window. */
  startHidden: z.boolean(),
  /** An installed app only: a checkout is started by hand. */
  canStartWithSystem: z.boolean(),
});
export type AppChoices = z.infer<typeof appChoices>;

export const appCalls = {
  'app.getChoices': { data: z.undefined(), answer: appChoices },
  'app.choose': { data: appChoices.omit({ canStartWithSystem: true }).partial(), answer: appChoices },
  /** The answer to `app.closeAsked`, which holds from then on where it was about a call alone. */
  'app.answerClose': { data: z.object({ closing: z.enum(['tray', 'quit']) }), answer: z.undefined() },
} as const;

/** The window was closed during a call, or with guests in the party: may it go on in the tray? */
export const appNotices = { 'app.closeAsked': z.null() } as const;
