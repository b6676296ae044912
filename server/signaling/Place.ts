import type { VoiceMember } from '../../common/community.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { NoticeData, NoticeName } from '../../common/signaling.ts';
import type { VoiceSetup } from '../../common/voice.ts';
import type { Peer } from '../media/Peer.ts';
import type { Room } from '../media/Room.ts';

/** Tells a connection. */
export type Tell = <Name extends NoticeName>(name: Name, data: NoticeData<Name>) => void;

export interface PlaceListeners {
  /** Whether the peer speaks has changed. */
  speakingChanged(member: VoiceMember): void;
  /** Its camera or its screen came or went. */
  stateChanged(member: VoiceMember): void;
  /** The worker died under the peer; who it was, if it was live. */
  lost(member: VoiceMember | undefined): void;
}

/** A peer in its room, with whoever is told of it: a connection, or nobody while one is expected back. */
export class Place {
  readonly room: Room;
  readonly peer: Peer;
  #listening = new Lifetime();

  constructor(room: Room, peer: Peer) {
    this.room = room;
    this.peer = peer;
  }

  /** From now on these are told; whoever was before is not. */
  attach(listeners: PlaceListeners, tell?: Tell): void {
    this.#listening.end();
    const life = new Lifetime();
    this.#listening = life;
    const { events, id: peerId } = this.peer;
    life.add(
      events.on('speakingChanged', () => {
        const member = this.peer.describe();
        if (member !== undefined) {
          listeners.speakingChanged(member);
        }
      }),
    );
    life.add(
      events.on('videoChanged', () => {
        const member = this.peer.describe();
        if (member !== undefined) {
          listeners.stateChanged(member);
        }
      }),
    );
    life.add(
      events.on('lost', ({ member }) => {
        life.end();
        listeners.lost(member);
      }),
    );
    if (tell === undefined) {
      this.peer.hush();
      return;
    }
    life.add(
      events.on('consumersOffered', ({ consumers }) => {
        tell('consumersOffered', { peerId, consumers });
      }),
    );
    life.add(
      events.on('consumersClosed', ({ consumerIds }) => {
        tell('consumersClosed', { peerId, consumerIds });
      }),
    );
    life.add(
      events.on('ingestEnded', (ended) => {
        tell('ingestClosed', ended);
      }),
    );
    life.add(
      events.on('viewersChanged', ({ memberIds }) => {
        tell('viewersChanged', { peerId, memberIds });
      }),
    );
    life.add(
      events.on('consumersPaused', ({ consumerIds, paused }) => {
        tell('consumersPaused', { peerId, consumerIds, paused });
      }),
    );
  }

  /** Everything the client needs to make its end, or to see what has changed. */
  setup(present: VoiceMember[]): VoiceSetup {
    return this.room.beside(this.peer.takeSetup({ present, floor: this.room.floor }));
  }

  /** Ends the peer; nobody is told by this. */
  drop(): void {
    this.#listening.end();
    this.room.remove(this.peer);
  }
}
