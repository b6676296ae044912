/** Where one's own microphone gets to: what only the server can tell of it. */
import { z } from 'zod';
import { memberId } from './ids.ts';

/**
 * How somebody stands to a microphone: it `flows` to them, or why not. `missing`: the server sends them nothing of it;
 * `unready`: their end is not set up (yet); `refused`: they turned it off; `deafened`: they hear nobody.
 */
export const hearing = z.enum(['flows', 'missing', 'unready', 'refused', 'deafened']);
export type Hearing = z.infer<typeof hearing>;

/** Who does not hear is told by name up to so many. */
export const UNHEARING_MAX = 32;

export const microphoneTrace = z.object({
  /** Null: there is none of this member. */
  microphone: z
    .object({
      /** By mute, of the person or of a moderator: it is not passed on. */
      paused: z.boolean(),
      /** That arrived since it began. */
      packets: z.number().int().min(0),
      /** mediasoup's, 0 to 10; https://mediasoup.org/documentation/v3/mediasoup/rtp-statistics-and-scores/ */
      score: z.number().int().min(0).max(10).nullable(),
    })
    .nullable(),
  /** How many others are in the call. */
  others: z.number().int().min(0),
  unhearing: z.array(z.object({ memberId, hearing })).max(UNHEARING_MAX),
});
export type MicrophoneTrace = z.infer<typeof microphoneTrace>;
