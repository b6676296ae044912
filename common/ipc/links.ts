/** Links that were opened outside and lead into the app. */
import { z } from 'zod';
import { certificateFingerprint } from '../lan.ts';

const joinLink = z.object({ origin: z.url({ protocol: /^https$/ }), fingerprint: certificateFingerprint.optional() });

export const linksCalls = {
  /** The link that waits for an answer of the person, given once; null when there is none. */
  'links.take': { data: z.undefined(), answer: joinLink.nullable() },
} as const;

/** There is one to take. */
export const linksNotices = { 'links.waiting': z.null() } as const;
