import { io, type Socket } from 'socket.io-client';
import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import {
  notices,
  requests,
  wireReply,
  type NoticeData,
  type NoticeName,
  type RequestAnswer,
  type RequestInput,
  type RequestName,
} from '../../common/signaling.ts';
import { reviveError } from './reviveError.ts';

/** How long each kind of request may take: joining, transports and producers 5 s, consumers 4 s, all else 10 s. */
const TIMEOUT_MS: Partial<Record<RequestName, number>> = {
  prepareVoice: 5_000,
  joinVoice: 5_000,
  resumeVoice: 5_000,
  restartIce: 5_000,
  produce: 5_000,
  openEcho: 5_000,
  produceEcho: 5_000,
  traceMicrophone: 4_000,
  resumeConsumers: 4_000,
  pauseConsumer: 4_000,
};
const DEFAULT_TIMEOUT_MS = 10_000;

const RECONNECT_FIRST_MS = 250;
/** A call whose media go by TCP comes back with the signaling only: this long it may be late. */
const RECONNECT_MAX_MS = 1_000;

interface SignalingEvents {
  connected: object;
  /** The way to the server is lost (or was never found); it is looked for again until `close`. */
  disconnected: { error: AppError };
  /** The page goes, and the connection with it: the last that is said. */
  leaving: object;
}

type NoticeEvents = { [Name in NoticeName]: NoticeData<Name> };

export interface RequestOptions {
  /** Ends the wait: the promise rejects with `cancelled`, whatever the server answers. */
  readonly signal?: AbortSignal;
}

/**
 * The connection to one server, speaking the contract of `common/signaling.ts`. It comes back by itself after a
 * loss, with backoff; who uses it authenticates again on each `connected`.
 */
export class SignalingClient implements Closable {
  readonly events = new Emitter<SignalingEvents>();
  readonly #notices = new Emitter<NoticeEvents>();
  readonly #lifetime = new Lifetime();
  readonly #socket: Socket;
  readonly #log: Log;

  private constructor(socket: Socket, log: Log) {
    this.#socket = socket;
    this.#log = log;
    this.#lifetime.add(() => {
      this.events.clear();
      this.#notices.clear();
    });
    this.#lifetime.add(() => {
      socket.removeAllListeners();
      socket.offAny();
      socket.disconnect();
    });
    socket.on('connect', () => {
      this.events.emit('connected', {});
    });
    socket.on('connect_error', (cause) => {
      this.events.emit('disconnected', {
        error: new AppError('server_unreachable', 'no connection to the server', { cause }),
      });
    });
    socket.on('disconnect', (reason) => {
      this.events.emit('disconnected', { error: new AppError('disconnected', `connection lost: ${reason}`) });
      if (reason === 'io server disconnect') {
        // socket.io does not come back by itself from this one.
        socket.connect();
      }
    });
    socket.onAny((name: string, data: unknown) => {
      this.#receive(name, data);
    });
    // Said while there is time to: a connection that only breaks is waited for, and the others would see a person in
    // the call for that long who has closed the window.
    const leave = (): void => {
      this.events.emit('leaving', {});
      socket.disconnect();
    };
    const comeBack = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) {
        socket.connect();
      }
    };
    // There is a network again: the next attempt need not wait, and a failed one begins with short waits anew.
    const hasten = (): void => {
      if (!socket.connected) {
        socket.disconnect().connect();
      }
    };
    window.addEventListener('pagehide', leave);
    window.addEventListener('pageshow', comeBack);
    window.addEventListener('online', hasten);
    this.#lifetime.add(() => {
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('pageshow', comeBack);
      window.removeEventListener('online', hasten);
    });
  }

  /** @param url origin of the server, such as `https://192.0.2.7:7880` */
  static open(url: string, log: Log): SignalingClient {
    const socket = io(url, {
      // Long polling would only add round trips: every engine that can do WebRTC can do WebSocket.
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: RECONNECT_FIRST_MS,
      reconnectionDelayMax: RECONNECT_MAX_MS,
      randomizationFactor: 0.3,
      timeout: DEFAULT_TIMEOUT_MS,
    });
    return new SignalingClient(socket, log);
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /**
   * Asks the server.
   * @throws AppError the server's own, or `timeout`, `disconnected`, `cancelled`, `bad_reply`
   */
  async request<Name extends RequestName>(
    name: Name,
    data: RequestInput<Name>,
    { signal }: RequestOptions = {},
  ): Promise<RequestAnswer<Name>> {
    if (!this.#socket.connected) {
      throw new AppError('disconnected', `${name} asked without a connection`);
    }
    const answer = requests[name].answer.safeParse(await this.#ask(name, data, signal));
    if (!answer.success) {
      throw new AppError('bad_reply', `${name} was answered in an unknown shape`, { cause: answer.error });
    }
    // The schema parsed is the one of this name; TypeScript cannot follow that through the lookup.
    return answer.data as RequestAnswer<Name>;
  }

  /** Answers the function that undoes it. */
  onNotice<Name extends NoticeName>(name: Name, listener: (data: NoticeData<Name>) => void): () => void {
    return this.#notices.on(name, listener);
  }

  close(): void {
    this.#lifetime.end();
  }

  #ask(name: RequestName, data: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const lifetime = new Lifetime();
      const fail = (error: AppError): void => {
        lifetime.end();
        reject(error);
      };
      if (signal?.aborted === true) {
        fail(new AppError('cancelled', `${name} was cancelled`));
        return;
      }
      const timeoutMs = TIMEOUT_MS[name] ?? DEFAULT_TIMEOUT_MS;
      const timer = setTimeout(() => {
        fail(new AppError('timeout', `${name} was not answered in ${String(timeoutMs)} ms`));
      }, timeoutMs);
      lifetime.add(() => {
        clearTimeout(timer);
      });
      lifetime.add(
        this.events.on('disconnected', ({ error }) => {
          fail(new AppError('disconnected', `connection lost during ${name}`, { cause: error }));
        }),
      );
      const cancel = (): void => {
        fail(new AppError('cancelled', `${name} was cancelled`));
      };
      signal?.addEventListener('abort', cancel);
      lifetime.add(() => {
        signal?.removeEventListener('abort', cancel);
      });
      // A client that was closed meanwhile never answers: the session that asked is over as well.
      const forget = this.#lifetime.add(cancel);
      lifetime.add(forget);

      this.#socket.emit(name, data, (reply: unknown) => {
        if (lifetime.ended) {
          return;
        }
        const parsed = wireReply.safeParse(reply);
        if (!parsed.success) {
          fail(new AppError('bad_reply', `${name} was answered in an unknown shape`, { cause: parsed.error }));
        } else if (parsed.data.ok) {
          lifetime.end();
          resolve(parsed.data.data);
        } else {
          fail(reviveError(parsed.data.error));
        }
      });
    });
  }

  #receive(name: string, data: unknown): void {
    if (!isNoticeName(name)) {
      this.#log.debug('unknown notice ignored', { name });
      return;
    }
    const parsed = notices[name].safeParse(data);
    if (!parsed.success) {
      this.#log.warn('notice in an unknown shape ignored', { name });
      return;
    }
    this.#notices.emit(name, parsed.data);
  }
}

const isNoticeName = (name: string): name is NoticeName => Object.hasOwn(notices, name);
