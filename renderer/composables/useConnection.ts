import { inject, onScopeDispose, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import { AppError } from '../../common/errors.ts';
import { SILENT_LOG } from '../../common/log.ts';
import type { Platform } from '../platform/index.ts';
import { deviceName } from '../platform/deviceName.ts';
import { takeInvite } from '../platform/openedLink.ts';
import { askServerName } from '../platform/serverHealth.ts';
import { ServerSession, type Identity } from '../signaling/ServerSession.ts';
import type { Destination, Errand } from '../servers/errand.ts';
import type { OpenServer } from '../servers/OpenServer.ts';
import { forgetToken, rememberedToken, rememberName } from '../stores/identity.ts';
import { useTalk } from './useTalk.ts';
import { rememberServer } from '../stores/recentServers.ts';
import { useAccessStore } from '../stores/access.ts';
import { useAccountsStore } from '../stores/accounts.ts';
import { usePartyStore } from '../stores/party.ts';
import { useServerStore } from '../stores/server.ts';
import { forgetUnsent } from '../stores/unsent.ts';
import { useVoiceStore } from '../stores/voice.ts';

/** Somebody whom this device does not know yet: a guest, an account from elsewhere, or one to be made. */
export type Newcomer = Exclude<Identity, { kind: 'session' }>;

export interface Connection {
  /** The server that one is on, or at the door of; undefined at the app's start, for good. */
  readonly destination: Readonly<ShallowRef<Destination | undefined>>;
  /** There once more, by an invite or at another address; nothing changes for who is there. */
  go(errand: Errand): void;
  /** Comes in for the first time on this device. */
  signIn(as: Newcomer): void;
  /** Once more, as whoever one is here already. */
  retry(): void;
  /** Stops waiting at the door. */
  giveUp(): void;
  /** Leaves the server for good: it forgets this device, and this device it. */
  signOut(): void;
}

export const CONNECTION: InjectionKey<Connection> = Symbol('connection');

/**
 * The one place where a session is opened and closed. The stores are handed it in the turn it is opened, so that
 * none misses its first event; the server's comes first, because the others' views stand on it.
 */
export function openConnection(platform: Platform, { errand, key }: OpenServer): Connection {
  const server = useServerStore();
  const talk = useTalk();
  const voice = useVoiceStore();
  const access = useAccessStore();
  const party = usePartyStore();
  const accounts = useAccountsStore();
  const destination = shallowRef<Destination>();
  let session: ServerSession | undefined;
  let place = '';

  function close(): void {
    voice.detach();
    talk.detach();
    party.detach();
    access.detach();
    accounts.detach();
    session?.close();
    session = undefined;
  }

  function open({ url, hostKey, fingerprint }: Destination, as: Identity): void {
    close();
    const device = deviceName(navigator.userAgent);
    const identity = hostKey === undefined ? { ...as, device } : { ...as, device, hostKey };
    const opened = ServerSession.open({ url, place }, identity, SILENT_LOG);
    session = opened;
    server.attach(opened, identity);
    talk.attach(opened);
    access.attach(opened);
    party.attach(opened);
    accounts.attach(opened);
    voice.attach(opened, platform.capture);
    opened.events.on('welcomed', ({ welcome }) => {
      // One's own is there anyway, and in a browser there is one server.
      if (platform.kind === 'desktop' && hostKey === undefined) {
        const { name } = welcome.server;
        rememberServer(fingerprint === undefined ? { origin: url, name } : { origin: url, name, fingerprint });
      }
    });
    opened.events.on('refused', () => {
      if (server.state.kind === 'signedOut') {
        close();
      }
    });
  }

  /** As whom this device is known there, else under `name`; without either the door asks. */
  function arrive(at: Destination, name?: string): void {
    const token = rememberedToken(place);
    if (token !== undefined) {
      open(at, { kind: 'session', token });
    } else if (name !== undefined) {
      open(at, { kind: 'guest', name });
    } else if (server.name === undefined) {
      void askServerName(at.url).then((told) => {
        if (destination.value === at) {
          server.introduce(told);
        }
      });
    }
  }

  function visit(to: Destination, name?: string): void {
    close();
    server.detach();
    server.introduce(to.name);
    destination.value = to;
    place = key ?? to.url; // a browser knows its server by where the page came from
    if (name !== undefined) {
      rememberName(name);
    }
    arrive(to, name);
  }

  onScopeDispose(close);
  if (platform.ownServer !== undefined) {
    visit({ url: platform.ownServer, invite: takeInvite() });
  } else if (errand !== undefined) {
    visit(errand.to, errand.name);
  }

  return {
    destination,
    go({ to, name }) {
      const there = server.state.kind === 'welcomed' && destination.value?.url === to.url;
      if (!there || to.invite !== undefined) {
        visit(to, name);
      }
    },
    signIn(as) {
      rememberName(as.name);
      if (destination.value !== undefined) {
        open(destination.value, as);
      }
    },
    retry() {
      if (destination.value !== undefined) {
        arrive(destination.value);
      }
    },
    giveUp() {
      close();
      server.detach();
    },
    signOut() {
      close();
      if (destination.value !== undefined) {
        forgetToken(place);
        forgetUnsent(place);
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
