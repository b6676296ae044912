import type { FastifyRequest } from 'fastify';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** By the peer of the TCP connection: a header could say anything. */
export const isFromThisMachine = ({ socket }: FastifyRequest): boolean => LOOPBACK.has(socket.remoteAddress ?? '');
