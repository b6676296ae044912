import type { z } from 'zod';
import { AppError, type ErrorCode } from '../../common/errors.ts';
import { requests, type RequestAnswer, type RequestData, type RequestName } from '../../common/signaling.ts';
import { voiceRequests } from '../../common/voice.ts';
import type { Connection, Dispatch } from './Connection.ts';
import { invalid } from './replies.ts';

export type Handler<Name extends RequestName> = (
  connection: Connection,
  data: RequestData<Name>,
) => Promise<RequestAnswer<Name>> | RequestAnswer<Name>;

/** One handler for every request: a request without one does not compile. */
export type Handlers<Names extends RequestName = RequestName> = { readonly [Name in Names]: Handler<Name> };

const schemaOf = <Name extends RequestName>(name: Name): z.ZodType<RequestData<Name>> =>
  // The schema at this name is the one its RequestData is inferred from: TypeScript cannot follow that through a lookup.
  requests[name].data as unknown as z.ZodType<RequestData<Name>>;

const handle = async <Name extends RequestName>(
  handlers: Handlers,
  connection: Connection,
  name: Name,
  data: unknown,
): Promise<RequestAnswer<Name>> => {
  const parsed = schemaOf(name).safeParse(data);
  if (!parsed.success) {
    throw invalid(parsed.error);
  }
  return handlers[name](connection, parsed.data);
};

/** @throws AppError `rate_limited` */
export const requireRate = (connection: Connection, kind: keyof Connection['windows']): void => {
  const retryAfterMs = connection.windows[kind].pass(performance.now());
  if (retryAfterMs > 0) {
    throw new AppError('rate_limited', 'too many requests', { retryAfterMs });
  }
};

/**
 * Leaving has a window of its own, as large as the one that joins pass through: whoever could join can leave, and is
 * never kept in a call that is over for them.
 */
const windowOf = (name: RequestName): keyof Connection['windows'] => {
  if (name === 'leaveVoice') {
    return 'leaving';
  }
  return Object.hasOwn(voiceRequests, name) ? 'media' : 'community';
};

/**
 * Limits, then who asks, then what: parsing a stranger's request costs more than refusing it.
 * @param stopping whether the server is ending
 */
export const createDispatch =
  (handlers: Handlers, stopping: () => boolean): Dispatch =>
  async (connection, name, data) => {
    requireRate(connection, windowOf(name));
    if (stopping()) {
      throw new AppError('server_stopping', 'the server is ending');
    }
    if (name !== 'authenticate' && !connection.authenticated) {
      throw new AppError('unauthenticated', 'authenticate first');
    }
    return handle(handlers, connection, name, data);
  };

/** One request that was worked on: its name, how it ended and how long it took. */
export type ObserveRequest = (name: RequestName, outcome: 'ok' | ErrorCode, ms: number) => void;

/** The same, and each request is told when it is done. */
export const observed =
  (dispatch: Dispatch, observe: ObserveRequest): Dispatch =>
  async (connection, name, data) => {
    const startMs = performance.now();
    try {
      const answer = await dispatch(connection, name, data);
      observe(name, 'ok', performance.now() - startMs);
      return answer;
    } catch (fault) {
      observe(name, AppError.from(fault).code, performance.now() - startMs);
      throw fault;
    }
  };
