/** Whom the app trusts: a party's certificate is its own, so its fingerprint is all there is to know it by. */
import { z } from 'zod';
import { INVITE_ORIGINS_MAX } from '../invite.ts';
import { certificateFingerprint } from '../lan.ts';

const origin = z.url({ protocol: /^https$/ }).max(300);

const meeting = z.object({
  /** Which of the addresses answered. */
  origin,
  /** Of the certificate that it shows. */
  fingerprint: certificateFingerprint,
  /** Authorities that the system trusts vouch for it: it is known by its address, and its certificate may change. */
  vouched: z.boolean(),
  /**
   * `known` may be visited; `first` was never seen here: the person is asked; `changed` has another certificate than
   * before; `mismatch` has another one than was promised.
   */
  verdict: z.enum(['known', 'first', 'changed', 'mismatch']),
});
export type Meeting = z.infer<typeof meeting>;

export const trustCalls = {
  /**
   * Looks which certificate is there. What an invite promised is trusted at once where nothing speaks against it.
   * Fails with `server_unreachable`.
   */
  'trust.meet': {
    data: z.object({
      origins: z.array(origin).min(1).max(INVITE_ORIGINS_MAX),
      promised: certificateFingerprint.optional(),
      by: z.enum(['invite', 'nearby', 'address']),
    }),
    answer: meeting,
  },
  /** The person trusts what was seen at the last meeting, and nothing else. */
  'trust.accept': { data: z.object({ origin, fingerprint: certificateFingerprint }), answer: z.undefined() },
} as const;
