import { AppError } from '../../common/errors.ts';
import type { ChannelId, PeerId } from '../../common/ids.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { Place } from './Place.ts';

/** The peer that a connection prepared and may join with: one at most, given up after a while. Owns it. */
export class WaitingPlace implements Closable {
  readonly #waitingMs: number;
  #place: Place | undefined;
  #expiry: NodeJS.Timeout | undefined;

  constructor(waitingMs: number) {
    this.#waitingMs = waitingMs;
  }

  get place(): Place | undefined {
    return this.#place;
  }

  /** In place of the one before. */
  keep(place: Place): void {
    this.close();
    this.#place = place;
    this.#expiry = setTimeout(() => {
      this.close();
    }, this.#waitingMs);
  }

  /** Hands it over to be joined with. @throws AppError `peer_not_found` */
  take(peerId: PeerId, channelId: ChannelId): Place {
    const place = this.#place;
    if (place?.peer.id !== peerId || place.room.channelId !== channelId) {
      throw new AppError('peer_not_found', 'this prepared peer is gone');
    }
    this.#forget();
    return place;
  }

  close(): void {
    const place = this.#place;
    this.#forget();
    place?.drop();
  }

  #forget(): void {
    clearTimeout(this.#expiry);
    this.#place = undefined;
  }
}
