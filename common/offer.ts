/** What a peer is offered to hear or see. */
import { z } from 'zod';
import { consumerId, memberId, producerId } from './ids.ts';
import { mediaKind, producerSource, rtpParameters } from './media.ts';

/** A consumer made by the server for this peer, paused until the peer says it is ready (`resumeConsumers`). */
export const consumerOffer = z.object({
  consumerId,
  producerId,
  kind: mediaKind,
  source: producerSource,
  rtpParameters,
  /** Whose media it is, and always theirs; or the place of the floor that it carries, whoever has that. */
  from: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('member'), memberId, name: z.string() }),
    z.object({ kind: z.literal('floor'), place: z.number().int().min(0).max(15) }),
  ]),
});
export type ConsumerOffer = z.infer<typeof consumerOffer>;
