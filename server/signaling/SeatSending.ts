import type { ProducerId } from '../../common/ids.ts';
import type { ProducerSource } from '../../common/media.ts';
import type { RequestAnswer, RequestData } from '../../common/signaling.ts';
import type { Attendance } from '../community/Members.ts';
import type { Place, Tell } from './Place.ts';
import { ACTION_OF_SOURCE } from './sourceActions.ts';
import type { VoiceSeats } from './VoiceSeats.ts';

/** What the holder of a seat sends: allowed when it is asked for, when it stands, and until it is withdrawn. */
export class SeatSending {
  readonly #seats: VoiceSeats;
  readonly #who: Pick<Attendance, 'member'>;
  readonly #tell: Tell;
  readonly #requireLive: () => Place;

  /** @param requireLive throws AppError `not_in_voice` */
  constructor(seats: VoiceSeats, who: Pick<Attendance, 'member'>, tell: Tell, requireLive: () => Place) {
    this.#seats = seats;
    this.#who = who;
    this.#tell = tell;
    this.#requireLive = requireLive;
  }

  /** @throws AppError `not_in_voice`, `forbidden`, and what `Peer.produce` throws */
  async produce(data: RequestData<'produce'>): Promise<RequestAnswer<'produce'>> {
    const { peer } = this.#requireAllowed(data.source);
    const { id } = await peer.produce(data.source, data.kind, data.rtpParameters, data.paused);
    this.#requireStill(data.source);
    return { producerId: id };
  }

  /**
   * A screen, and perhaps its sound, that come from an encoder.
   * @throws AppError `not_in_voice`, `forbidden`, and what `Peer.openIngest` throws
   */
  async openIngest(wish: RequestData<'openIngest'>): Promise<RequestAnswer<'openIngest'>> {
    const { peer, room } = this.#requireAllowed('screen');
    const answer = await room.openIngest(peer, wish);
    this.#requireStill('screen');
    return answer;
  }

  /** @throws AppError `not_in_voice`, `not_found` */
  closeIngest(): void {
    this.#requireLive().peer.closeIngest();
  }

  async setPaused(id: ProducerId, paused: boolean): Promise<void> {
    await this.#requireLive().peer.requireProducer(id).setPaused(paused);
  }

  close(id: ProducerId): void {
    this.#requireLive().peer.requireProducer(id).close();
  }

  /** Ends what is sent of these sources, and tells so. */
  withdraw({ peer }: Place, sources: ReadonlySet<ProducerSource>): void {
    const gone = peer.withdraw(sources);
    if (gone.length > 0) {
      this.#tell('sourcesWithdrawn', { peerId: peer.id, sources: gone });
    }
  }

  /** @throws AppError `not_in_voice`, `forbidden` */
  #requireAllowed(source: ProducerSource): Place {
    const place = this.#requireLive();
    this.#seats.requireChannel(this.#who.member, ACTION_OF_SOURCE[source], place.room.channelId);
    return place;
  }

  /** What was lost while the worker was asked counts: nothing of it stays. @throws AppError `not_in_voice`, `forbidden` */
  #requireStill(source: ProducerSource): void {
    const { peer } = this.#requireLive();
    try {
      this.#requireAllowed(source);
    } catch (fault) {
      peer.withdraw(new Set([source]));
      throw fault;
    }
  }
}
