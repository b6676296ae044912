import { AppError } from '../../common/errors.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { RequestAnswer, RequestData } from '../../common/signaling.ts';
import type { Echo } from '../media/Echo.ts';
import type { Rooms } from '../media/Rooms.ts';
import type { StoredMember } from '../store/members.ts';
import type { Tell } from './Place.ts';
import type { VoiceSeats } from './VoiceSeats.ts';

/**
 * One connection's way to hear itself by way of the server: one echo at most, beside whatever call there is, which nobody
 * else is told of. Owns it; it ends with the connection, or after a while.
 */
export class EchoSeat implements Closable {
  readonly #seats: Pick<VoiceSeats, 'requireChannel'>;
  readonly #rooms: Pick<Rooms, 'openEcho'>;
  readonly #member: StoredMember;
  readonly #limitMs: number;
  readonly #tell: Tell;
  #turn: Promise<unknown> = Promise.resolve();
  #echo: Echo | undefined;
  #expiry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    seats: Pick<VoiceSeats, 'requireChannel'>,
    rooms: Pick<Rooms, 'openEcho'>,
    member: StoredMember,
    limitMs: number,
    tell: Tell,
  ) {
    this.#seats = seats;
    this.#rooms = rooms;
    this.#member = member;
    this.#limitMs = limitMs;
    this.#tell = tell;
  }

  /** In place of the one before. @throws AppError `not_found`, `forbidden`, `invalid`, `media_unavailable` */
  async open({ channelId, ...media }: RequestData<'openEcho'>): Promise<RequestAnswer<'openEcho'>> {
    return this.#inTurn(async () => {
      const channel = this.#seats.requireChannel(this.#member, 'speak', channelId);
      this.#drop();
      const { id: memberId, name } = this.#member;
      const echo = await this.#rooms.openEcho(channel, { owner: { memberId, name }, ...media });
      if (this.#closed) {
        echo.close();
        this.#requireOpen();
      }
      this.#keep(echo);
      const { peerId, sendTransport, receiveTransport } = echo.peer.takeSetup({ present: [], floor: [] });
      return { peerId, sendTransport, receiveTransport };
    });
  }

  /** @throws AppError `peer_not_found`, and what `Echo.produce` throws */
  async produce({ rtpParameters }: RequestData<'produceEcho'>): Promise<RequestAnswer<'produceEcho'>> {
    return this.#inTurn(() => this.#require().produce(rtpParameters));
  }

  /** @throws AppError `peer_not_found`, `consumer_not_found` */
  async resume(): Promise<void> {
    await this.#inTurn(() => this.#require().resume());
  }

  async end(): Promise<void> {
    await this.#inTurn(() => {
      this.#drop();
    });
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  #keep(echo: Echo): void {
    this.#echo = echo;
    const over = (reason: 'expired' | 'media_failed'): void => {
      if (this.#echo === echo) {
        this.#drop();
        this.#tell('echoEnded', { peerId: echo.peer.id, reason });
      }
    };
    echo.events.on('lost', () => {
      over('media_failed');
    });
    this.#expiry = setTimeout(() => {
      over('expired');
    }, this.#limitMs);
  }

  #drop(): void {
    clearTimeout(this.#expiry);
    this.#echo?.close();
    this.#echo = undefined;
  }

  #require(): Echo {
    if (this.#echo === undefined) {
      throw new AppError('peer_not_found', 'no echo is open');
    }
    return this.#echo;
  }

  #requireOpen(): void {
    if (this.#closed) {
      throw new AppError('disconnected', 'the connection is over');
    }
  }

  /** Runs `work` when the requests before it are done. */
  async #inTurn<T>(work: () => Promise<T> | T): Promise<T> {
    const turn = this.#turn.then(() => {
      this.#requireOpen();
      return work();
    });
    this.#turn = turn.catch(() => undefined); // the next waits for the end of this one, whatever it is
    return turn;
  }
}
