import { watch } from 'vue';
import { useServerStore } from '../stores/server.ts';
import type { Arrival } from './useArrival.ts';
import type { Connection } from './useConnection.ts';
import { useOpenServer } from './useOpenServer.ts';

/** A server that cannot be reached any more may be somebody else by now: said out loud, and not as a bad connection. */
export function useDoubt(arrival: Arrival | undefined, connection: Connection): void {
  const server = useServerStore();
  const { servers, open } = useOpenServer();

  watch(
    () => server.state,
    (now) => {
      const at = connection.destination.value;
      const trouble = now.kind === 'lost' || (now.kind === 'connecting' && now.problem !== undefined);
      if (trouble && at !== undefined && at.hostKey === undefined) {
        arrival?.doubt(at.url, server.name, () => {
          if (connection.destination.value === at) {
            servers.leave(open);
          }
        });
      }
    },
  );
}
