import type { Socket } from 'socket.io';
import { AppError } from '../../common/errors.ts';
import type { MemberId } from '../../common/ids.ts';
import type { Whereabouts } from '../../common/party.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import {
  isRequestName,
  type NoticeData,
  type NoticeName,
  type RequestName,
  type WireReply,
} from '../../common/signaling.ts';
import type { Attendance } from '../community/Members.ts';
import { groupOfAddress, whereaboutsOf } from '../addresses.ts';
import type { StoredMember } from '../store/members.ts';
import { Backlog } from './Backlog.ts';
import { RequestWindow, type Limits } from './limits.ts';
import { failure, isAbuse } from './replies.ts';
import type { VoiceSeat } from './VoiceSeat.ts';

/** What a connection has once it is a member's. */
export interface Membership {
  /** As it is now. */
  readonly member: StoredMember;
  readonly attendance: Attendance;
  readonly seat: VoiceSeat;
  /** Of its session. */
  readonly tokenHash: string;
}

type State =
  | { readonly kind: 'stranger' }
  | { readonly kind: 'authenticating' }
  | { readonly kind: 'member'; readonly membership: Membership }
  | { readonly kind: 'closed' };

/** Everyone authenticated. */
export const EVERYONE = 'everyone';
/** All connections of one member. */
export const groupOf = (memberId: MemberId): string => `member:${memberId}`;

/** Answers a request, or throws what becomes the error on the wire. */
export type Dispatch = (connection: Connection, name: RequestName, data: unknown) => Promise<unknown>;

type Ack = (reply: WireReply) => void;

const isAck = (value: unknown): value is Ack => typeof value === 'function';

/** One socket: its state, its limits, its requests one by one to `dispatch`. */
export class Connection {
  readonly #socket: Socket;
  readonly #dispatch: Dispatch;
  readonly #log: Log;
  readonly #life = new Lifetime((fault) => {
    this.#log.error('A connection did not end cleanly', fault);
  });
  readonly #refusals: RequestWindow;
  readonly windows: Readonly<Record<'media' | 'leaving' | 'community' | 'messages', RequestWindow>>;
  readonly #tarpitMs: number;
  /** The same for all connections of one household or machine. */
  readonly group: string;
  readonly whereabouts: Whereabouts;
  #deadline: NodeJS.Timeout | undefined;
  #state: State = { kind: 'stranger' };
  readonly #backlog: Backlog;
  #running = 0;
  #farewell = false;
  #dismissed = false;
  #ignored = false;
  /** What its member was told last of what it sees and may do. */
  #known = '';
  #watched: ReadonlySet<string> = new Set();

  constructor(socket: Socket, limits: Limits, dispatch: Dispatch, log: Log) {
    this.#socket = socket;
    this.#dispatch = dispatch;
    this.#log = log;
    this.#refusals = new RequestWindow(limits.refusals);
    this.#tarpitMs = limits.tarpitMs;
    this.windows = {
      media: new RequestWindow(limits.media),
      leaving: new RequestWindow(limits.media),
      community: new RequestWindow(limits.community),
      messages: new RequestWindow(limits.messages),
    };
    this.#backlog = this.#life.own(
      new Backlog(socket.conn, limits.outboundMessages, () => {
        this.cut('it reads too slowly');
      }),
    );
    const { remoteAddress } = socket.conn;
    this.group = groupOfAddress(remoteAddress);
    this.whereabouts = whereaboutsOf(remoteAddress);
    this.linger(limits.authenticationMs);
    this.#life.add(() => {
      clearTimeout(this.#deadline);
    });
    socket.onAny((name: string, ...args: unknown[]) => {
      void this.#receive(name, args);
    });
    this.#life.add(() => {
      socket.offAny();
      socket.removeAllListeners();
    });
  }

  get closed(): boolean {
    return this.#state.kind === 'closed';
  }

  get authenticated(): boolean {
    return this.#state.kind === 'member';
  }

  /** Requests that are being worked on. */
  get running(): number {
    return this.#running;
  }

  /** Notices and answers that are not on their way yet. */
  get unsent(): number {
    return this.#backlog.size;
  }

  /** @throws AppError `unauthenticated` */
  get membership(): Membership {
    if (this.#state.kind !== 'member') {
      throw new AppError('unauthenticated', 'authenticate first');
    }
    return this.#state.membership;
  }

  /**
   * From stranger to member by `work`, once; back to stranger if it fails.
   * @throws AppError `already_authenticated`, `disconnected`
   */
  async become<T>(work: () => Promise<T>): Promise<T> {
    if (this.#state.kind !== 'stranger') {
      throw new AppError('already_authenticated', 'this connection is authenticated, or about to be');
    }
    this.#state = { kind: 'authenticating' };
    try {
      return await work();
    } finally {
      this.#fallBack();
    }
  }

  /** To be called in `become`, when all is known. */
  enter(membership: Membership): void {
    if (this.closed) {
      throw new AppError('disconnected', 'the connection is over');
    }
    this.#state = { kind: 'member', membership };
    // A member leaves the room first, then the server; or neither, while it is expected back.
    this.#life.add(() => {
      membership.seat.end(membership.attendance, this.#farewell);
    });
    // The adapter in memory joins at once.
    void this.#socket.join([EVERYONE, groupOf(membership.member.id)]);
  }

  /**
   * Hears of these audiences, and of no others, from now on.
   * @param known all that its member is told with that
   * @returns whether that is not what was known
   */
  watch(audiences: readonly string[], known: string): boolean {
    const watched = new Set(audiences);
    for (const audience of this.#watched) {
      if (!watched.has(audience)) {
        void this.#socket.leave(audience);
      }
    }
    void this.#socket.join(audiences.filter((audience) => !this.#watched.has(audience)));
    this.#watched = watched;
    const changed = known !== this.#known;
    this.#known = known;
    return changed;
  }

  /** From now on it has so long to become a member's. */
  linger(ms: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      if (this.#state.kind !== 'member') {
        this.cut('it did not authenticate in time');
      }
    }, ms);
  }

  /** At its end; answers the function that takes that back. */
  whenOver(release: () => void): () => void {
    return this.#life.add(release);
  }

  tell<Name extends NoticeName>(name: Name, data: NoticeData<Name>): void {
    if (!this.closed) {
      this.#socket.emit(name, data);
    }
  }

  /** Ends the connection after what is unsent: its member leaves, and is not expected back. */
  dismiss(): void {
    this.#dismissed = true;
    this.#socket.disconnect(true);
  }

  /** Ends the connection at once, whatever is unsent. */
  cut(why: string): void {
    this.#log.info('A connection is closed by the server', { why });
    // Without the farewells, for which a reader that does not read would be waited for.
    this.#socket.conn.request.socket.destroy();
  }

  /** The socket is gone. @param farewell whether the client itself ended it */
  end(farewell: boolean): void {
    this.#farewell = farewell || this.#dismissed;
    this.#state = { kind: 'closed' };
    this.#life.end();
  }

  /**
   * Closed at once it would be back at once, for another handshake and as many bad requests: what it sends stays in its
   * own kernel instead, unread, until it is closed.
   */
  #ignore(): void {
    if (this.#ignored) {
      return;
    }
    this.#ignored = true;
    this.#socket.conn.request.socket.pause();
    const closing = setTimeout(() => {
      this.cut('it sent too many bad requests');
    }, this.#tarpitMs);
    this.#life.add(() => {
      clearTimeout(closing);
    });
  }

  #fallBack(): void {
    if (this.#state.kind === 'authenticating') {
      this.#state = { kind: 'stranger' };
    }
  }

  async #receive(name: string, args: readonly unknown[]): Promise<void> {
    if (this.#ignored) {
      return; // it came with what is ignored
    }
    const ack = args.at(-1);
    // Nobody waits for the answer: nothing is done.
    const reply = isAck(ack) ? await this.#answer(name, args) : undefined;
    if (this.closed) {
      return;
    }
    if (isAck(ack) && reply !== undefined) {
      ack(reply);
    }
    if ((reply === undefined || isAbuse(reply)) && this.#refusals.pass(performance.now()) > 0) {
      this.#ignore();
    }
  }

  async #answer(name: string, args: readonly unknown[]): Promise<WireReply> {
    this.#running += 1;
    try {
      if (args.length !== 2) {
        throw new AppError('invalid', 'a request has one argument');
      }
      if (!isRequestName(name)) {
        throw new AppError('unknown_request', 'no such request');
      }
      return { ok: true, data: await this.#dispatch(this, name, args[0]) };
    } catch (fault) {
      return failure(fault, this.#log, isRequestName(name) ? name : 'unknown');
    } finally {
      this.#running -= 1;
    }
  }
}
