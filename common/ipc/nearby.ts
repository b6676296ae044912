/** The parties on this machine's networks, as long as the window looks at them. */
import { z } from 'zod';
import { nearbyParty } from '../lan.ts';

const nearby = z.object({
  /** How many networks are looked at; none means that there is no network. */
  links: z.number().int(),
  parties: z.array(nearbyParty),
});
export type Nearby = z.infer<typeof nearby>;

export const nearbyCalls = {
  'nearby.watch': { data: z.undefined(), answer: nearby },
  'nearby.unwatch': { data: z.undefined(), answer: z.undefined() },
} as const;

export const nearbyNotices = { 'nearby.changed': nearby } as const;
