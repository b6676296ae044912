import type { FastifyReply, FastifyRequest } from 'fastify';
import { inviteToken, type DoorOffer } from '../../common/accounts.ts';

/** What is offered to whoever brings this invite; undefined: none, or nothing that could be one. */
export type AskDoor = (invite: string | undefined) => Promise<DoorOffer>;

/** A body and not an address: proxies write addresses into their logs. As text, so that no browser asks first. */
export const doorHandler =
  (ask: AskDoor, allow: (request: FastifyRequest, reply: FastifyReply) => void) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<DoorOffer> => {
    allow(request, reply);
    const token = inviteToken.safeParse(request.body);
    return ask(token.success ? token.data : undefined);
  };
