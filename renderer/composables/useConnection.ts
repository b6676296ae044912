import { inject, onScopeDispose, type InjectionKey } from 'vue';
import { AppError } from '../../common/errors.ts';
import { SILENT_LOG } from '../../common/log.ts';
import type { Platform } from '../platform/index.ts';
import { askServerName } from '../platform/serverHealth.ts';
import { ServerSession, type Identity } from '../signaling/ServerSession.ts';
import { forgetToken, rememberedToken, rememberName } from '../stores/identity.ts';
import { useTalk } from './useTalk.ts';
import { useServerStore } from '../stores/server.ts';
import { useVoiceStore } from '../stores/voice.ts';

export interface Connection {
  /** Comes in under a name, for the first time on this device. */
  signIn(name: string): void;
  /** Once more, as whoever one is here already. */
  retry(): void;
  /** Leaves the server for good: it forgets this device, and this device it. */
  signOut(): void;
}

export const CONNECTION: InjectionKey<Connection> = Symbol('connection');

/**
 * The one place where a session is opened and closed. The stores are handed it in the turn it is opened, so that
 * none misses its first event; the server's comes first, because the others' views stand on it.
 */
export function openConnection(platform: Platform): Connection {
  const server = useServerStore();
  const talk = useTalk();
  const voice = useVoiceStore();
  let session: ServerSession | undefined;
  let origin: string | undefined;

  function close(): void {
    voice.detach();
    talk.detach();
    session?.close();
    session = undefined;
  }

  function open(url: string, identity: Identity): void {
    close();
    origin = url;
    const opened = ServerSession.open(url, identity, SILENT_LOG);
    session = opened;
    server.attach(opened, url, identity);
    talk.attach(opened);
    voice.attach(opened, url, platform.capture);
    opened.events.on('refused', () => {
      if (server.state.kind === 'signedOut') {
        close();
      }
    });
  }

  /** As whom this device is known there, else under `name`; without either the join screen asks. */
  async function find(name?: string): Promise<void> {
    try {
      const url = await platform.findServer();
      const token = rememberedToken(url);
      if (name !== undefined) {
        open(url, { kind: 'guest', name });
      } else if (token !== undefined) {
        open(url, { kind: 'session', token });
      } else {
        server.introduce(await askServerName(url));
      }
    } catch (thrown) {
      server.detach(AppError.from(thrown));
    }
  }

  const endMoves = platform.onServerMoved((url) => {
    const token = rememberedToken(url);
    if (url !== origin && token !== undefined) {
      open(url, { kind: 'session', token });
    }
  });
  onScopeDispose(() => {
    endMoves();
    close();
  });
  void find();

  return {
    signIn(name) {
      rememberName(name);
      void find(name);
    },
    retry() {
      void find();
    },
    signOut() {
      close();
      if (origin !== undefined) {
        forgetToken(origin);
      }
      server.detach();
    },
  };
}

export function useConnection(): Connection {
  const connection = inject(CONNECTION);
  if (connection === undefined) {
    throw new AppError('internal', 'no connection is provided above this component');
  }
  return connection;
}
