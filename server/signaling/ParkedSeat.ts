import { AppError } from '../../common/errors.ts';
import type { ChannelId, PeerId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { ProducerSource } from '../../common/media.ts';
import type { Permission } from '../../common/permissions.ts';
import type { LeaveReason } from '../../common/quality.ts';
import type { VoiceMember } from '../../common/community.ts';
import type { Attendance } from '../community/Members.ts';
import type { VoiceState } from '../media/Peer.ts';
import type { Place } from './Place.ts';

/** What moderators decide, or the server finds, about a member in a call. */
export type Decision = Partial<Pick<VoiceState, 'serverMuted' | 'priority' | 'poor'>>;

/** What the seats of all connections need to know of whoever holds a member's call. */
export interface Seat {
  /** Its connection is lost: another one of the member need not ask before it takes the call. */
  readonly parked: boolean;
  /** The member joined by another connection. */
  yield(): void;
  /** Gives this peer up to another connection of the member, as it stands; undefined if it is not here. */
  surrender(peerId: PeerId): Place | undefined;
  /**
   * A moderator takes the member out of the call, or moves it to another channel.
   * @param lost what it may not do there any more, where that is why
   * @throws AppError `not_in_voice`, and what joining that channel throws
   */
  expel(moveTo: ChannelId | undefined, lost?: Permission): void;
  /** Ends what the member sends of these sources. */
  withdraw(sources: ReadonlySet<ProducerSource>): void;
  /** Something was decided about the member. Resolves when the media have followed. */
  impose(decision: Decision): Promise<void>;
}

export interface ParkedListeners {
  speakingChanged(member: VoiceMember): void;
  stateChanged(member: VoiceMember): void;
  lost(member: VoiceMember | undefined): void;
  /** Nobody came back for it, or nobody should; the peer has ended. */
  finished(member: VoiceMember, reason: LeaveReason): void;
}

/**
 * A live peer whose connection was lost, for the grace in which the same client may come back to it: its media go on,
 * and so does the member's presence. Owns both.
 */
export class ParkedSeat implements Seat {
  readonly parked = true;
  readonly #place: Place;
  readonly #listeners: ParkedListeners;
  readonly #life = new Lifetime();

  constructor(place: Place, attendance: Attendance, graceMs: number, listeners: ParkedListeners) {
    this.#place = place;
    this.#listeners = listeners;
    this.#life.add(() => {
      attendance.end();
    });
    const expiry = setTimeout(() => {
      this.#finish('disconnected');
    }, graceMs);
    this.#life.add(() => {
      clearTimeout(expiry);
    });
    place.attach({
      speakingChanged: (member) => {
        listeners.speakingChanged(member);
      },
      stateChanged: (member) => {
        listeners.stateChanged(member);
      },
      lost: (member) => {
        this.#life.end();
        listeners.lost(member);
      },
    });
  }

  yield(): void {
    this.#place.drop();
    this.#life.end();
  }

  /** There is nobody who could go anywhere else. */
  expel(moveTo: ChannelId | undefined): void {
    if (moveTo !== undefined) {
      throw new AppError('not_in_voice', 'the member is only expected back');
    }
    this.#finish('removed');
  }

  withdraw(sources: ReadonlySet<ProducerSource>): void {
    this.#place.peer.withdraw(sources);
  }

  surrender(peerId: PeerId): Place | undefined {
    if (this.#place.peer.id !== peerId || this.#place.peer.ended) {
      return undefined;
    }
    this.#life.end();
    return this.#place;
  }

  async impose(decision: Decision): Promise<void> {
    const settled = this.#place.room.setState(this.#place.peer, decision);
    const member = this.#place.peer.describe();
    if (member !== undefined) {
      this.#listeners.stateChanged(member);
    }
    await settled;
  }

  #finish(reason: LeaveReason): void {
    const member = this.#place.peer.describe();
    this.yield();
    if (member !== undefined) {
      this.#listeners.finished(member, reason);
    }
  }
}
