import { inject, type InjectionKey } from 'vue';
import { AppError } from '../../common/errors.ts';
import type { OpenServer } from '../servers/OpenServer.ts';
import type { Servers } from '../servers/Servers.ts';

interface Here {
  readonly servers: Servers;
  /** Whose app this is. */
  readonly open: OpenServer;
}

export const OPEN_SERVER: InjectionKey<Here> = Symbol('open server');

/** The server whose app a component is of, and the others beside it. */
export function useOpenServer(): Here {
  const here = inject(OPEN_SERVER);
  if (here === undefined) {
    throw new AppError('internal', 'no server is provided above this component');
  }
  return here;
}
