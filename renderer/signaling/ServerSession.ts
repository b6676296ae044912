import { AppError, type ErrorCode } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import { PROTOCOL_VERSION, type RequestInput, type Welcome } from '../../common/signaling.ts';
import { SignalingClient } from './SignalingClient.ts';
import type { FileServer } from './transfers.ts';

/** How to be known to a server: a name, perhaps with a password, for the first time, the session's token from then on. */
export type Identity = Readonly<RequestInput<'authenticate'>['as']>;

interface ServerSessionEvents {
  /** Authenticated, again after every loss: the snapshot replaces everything known before. */
  welcomed: { welcome: Welcome };
  /** The way to the server is lost and being looked for. */
  lost: { error: AppError };
  /** The owner is asked; `welcomed` or `refused` follows. */
  waiting: { error: AppError };
  /** The server refuses this identity (`session_expired`, `name_taken`, `protocol_mismatch`): over until told anew. */
  refused: { error: AppError };
}

/** Failures that say nothing about who one is: asking again may do. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['timeout', 'rate_limited', 'internal', 'server_stopping']);
const AGAIN_AFTER_MS = 1_000;

export interface ServerPlace {
  /** Its origin, such as `https://192.0.2.7:7880`. */
  readonly url: string;
  /** By what this device keeps what it knows of it; the same when it has another address. */
  readonly place: string;
}

/** Being someone on one server: authenticates on every connection, so that the rest only hears `welcomed`. */
export class ServerSession implements Closable {
  readonly events = new Emitter<ServerSessionEvents>();
  readonly signaling: SignalingClient;
  readonly at: ServerPlace;
  readonly #lifetime = new Lifetime();
  #identity: Identity;
  #welcome: Welcome | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;

  private constructor(at: ServerPlace, signaling: SignalingClient, identity: Identity) {
    this.at = at;
    this.#identity = identity;
    this.#lifetime.add(() => {
      this.events.clear();
    });
    this.signaling = this.#lifetime.own(signaling);
    this.#lifetime.add(() => {
      clearTimeout(this.#again);
    });
    this.#lifetime.add(
      signaling.events.on('connected', () => {
        void this.#authenticate();
      }),
    );
    this.#lifetime.add(
      signaling.onNotice('doorAnswered', ({ outcome }) => {
        if (outcome === 'admitted') {
          void this.#authenticate();
        } else {
          const code = outcome === 'refused' ? 'door_refused' : 'door_expired';
          this.events.emit('refused', { error: new AppError(code, `the wait at the door ended: ${outcome}`) });
        }
      }),
    );
    this.#lifetime.add(
      signaling.onNotice('kicked', ({ banned = false }) => {
        const code = banned ? 'banned' : 'kicked';
        this.events.emit('refused', { error: new AppError(code, 'taken out by a moderator') });
      }),
    );
    this.#lifetime.add(
      signaling.onNotice('sessionEnded', ({ reason }) => {
        const code = reason === 'revoked' ? 'session_revoked' : 'password_changed';
        this.events.emit('refused', { error: new AppError(code, `the session is over: ${reason}`) });
      }),
    );
    this.#lifetime.add(
      signaling.events.on('disconnected', ({ error }) => {
        this.#welcome = undefined;
        clearTimeout(this.#again);
        this.events.emit('lost', { error });
      }),
    );
  }

  /** Starts connecting at once; listen to `events` in the same turn. */
  static open(at: ServerPlace, identity: Identity, log: Log): ServerSession {
    return new ServerSession(at, SignalingClient.open(at.url, log), identity);
  }

  /** The newest snapshot while authenticated. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  /** Where files go to and come from while authenticated. */
  get files(): FileServer | undefined {
    return this.#welcome === undefined ? undefined : { url: this.at.url, token: this.#welcome.token };
  }

  close(): void {
    this.#lifetime.end();
  }

  async #authenticate(): Promise<void> {
    const as = this.#identity;
    try {
      const welcome = await this.signaling.request('authenticate', { protocolVersion: PROTOCOL_VERSION, as });
      this.#welcome = welcome;
      this.#identity = { kind: 'session', token: welcome.token };
      this.events.emit('welcomed', { welcome });
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code === 'cancelled' || error.code === 'disconnected') {
        return; // closed, or lost again: the next connection authenticates anew
      }
      if (PASSING.has(error.code)) {
        this.#again = setTimeout(() => {
          void this.#authenticate();
        }, error.retryAfterMs ?? AGAIN_AFTER_MS);
        return;
      }
      this.events.emit(error.code === 'awaiting_host' ? 'waiting' : 'refused', { error });
    }
  }
}
