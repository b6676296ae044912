import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MetricsAccess } from '../config.ts';
import { isFromThisMachine } from './loopback.ts';

export interface MetricsPage {
  readonly access: Exclude<MetricsAccess, { kind: 'off' }>;
  readonly contentType: string;
  readonly render: () => Promise<string>;
}

const BEARER = /^Bearer (.+)$/i;

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compared by hashes, which takes equally long whatever was given. */
const isToken = (header: string | undefined, token: string): boolean =>
  timingSafeEqual(hashOf(BEARER.exec(header ?? '')?.[1] ?? ''), hashOf(token));

/** `GET /metrics` for those who may see it; for all others on loopback access it is not there. */
export const metricsHandler =
  ({ access, contentType, render }: MetricsPage) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (access.kind === 'loopback' && !isFromThisMachine(request)) {
      return reply.code(404).send();
    }
    if (access.kind === 'token' && !isToken(request.headers.authorization, access.token)) {
      return reply.code(401).header('www-authenticate', 'Bearer').send();
    }
    return reply
      .header('cache-control', 'no-store')
      .type(contentType)
      .send(await render());
  };
