/** Guests from other networks: the router is asked to let them in, where its owner wants that. */
import { z } from 'zod';

/**
 * Why nobody comes in from outside. `no_network`: the party listens on this machine alone; `no_router`: none that answers
 * was found; `refused`: it does not let programs open ports; `no_public_address`: it is behind another router itself.
 */
export const OUTSIDE_FAULTS = ['no_network', 'no_router', 'refused', 'no_public_address'] as const;
export type OutsideFault = (typeof OUTSIDE_FAULTS)[number];

export const outsideState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed') }),
  z.object({ kind: z.literal('opening') }),
  /** `url`: where guests from anywhere reach the party, as `https://ADDRESS:PORT`. */
  z.object({ kind: z.literal('open'), url: z.string() }),
  /** It is tried again by itself for as long as it is wanted. */
  z.object({ kind: z.literal('failed'), fault: z.enum(OUTSIDE_FAULTS) }),
]);
export type OutsideState = z.infer<typeof outsideState>;
