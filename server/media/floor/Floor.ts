import type { types } from 'mediasoup';
import { Emitter } from '../../../common/emitter.ts';
import { Lifetime, type Closable } from '../../../common/lifetime.ts';
import type { Floor as TakenPlaces } from '../../../common/voice.ts';
import type { PeerProducer } from '../PeerProducer.ts';
import { FloorMicrophone, type FloorOwner, type HeardPacket } from './FloorMicrophone.ts';
import { FloorPlace } from './FloorPlace.ts';
import { placeFor } from './policy.ts';

/** Voices heard at once beside the room's direct microphones. More at once is noise to any ear. */
const PLACES = 3;
/** More voices than this that find no place are listened to in turns only. */
const CROWD = 8;
/** A voice waits for a place as long as its last packet is not older. */
const WAITING_MS = 500;

export interface FloorEvents {
  /** Another speaker has a place: emitted before the first packet goes there. */
  changed: { floor: TakenPlaces };
}

/**
 * What makes a large room cost what its speakers cost: its microphones share a few places that everyone consumes, so
 * nobody holds a consumer for each of two hundred people, and a speaker who changes costs no negotiation and no request.
 * Speakers' packets (and theirs only: silent microphones send nothing) pass through this process, where the very
 * packet that begins a word takes a place, so that no onset is lost to signaling. Owns its transport, places and
 * microphones.
 */
export class Floor implements Closable {
  readonly events = new Emitter<FloorEvents>();
  readonly places: readonly FloorPlace[];
  readonly #router: types.Router;
  readonly #transport: types.DirectTransport;
  readonly #life = new Lifetime();
  readonly #taken = new Map<FloorMicrophone, FloorPlace>();
  readonly #waiting = new Map<FloorMicrophone, number>();
  readonly #told: TakenPlaces;

  private constructor(router: types.Router, transport: types.DirectTransport, places: readonly FloorPlace[]) {
    this.#router = router;
    this.#transport = transport;
    this.places = places;
    this.#told = places.map(() => null);
    this.#life.add(() => {
      this.events.clear();
      transport.close();
    });
  }

  /** @throws whatever the worker answers */
  static async open(router: types.Router): Promise<Floor> {
    const transport = await router.createDirectTransport();
    try {
      const indexes = Array.from({ length: PLACES }, (_, index) => index);
      const places = await Promise.all(indexes.map(async (index) => FloorPlace.open(index, transport, router)));
      return new Floor(router, transport, places);
    } catch (fault) {
      transport.close();
      throw fault;
    }
  }

  /** Who has each place, as told last. */
  get taken(): TakenPlaces {
    return [...this.#told];
  }

  /** This microphone is heard by the floor from now on, until it closes. @throws whatever the worker answers */
  async add(owner: FloorOwner, microphone: PeerProducer): Promise<void> {
    const listener = await FloorMicrophone.open(owner, microphone, this.#transport, this.#router, (from, heard) => {
      this.#hear(from, heard);
    });
    listener.onGone(() => {
      this.#forget(listener);
    });
  }

  close(): void {
    this.#life.end();
  }

  #hear(microphone: FloorMicrophone, { packet, fields, voiced }: HeardPacket): void {
    const nowMs = performance.now();
    if (voiced) {
      microphone.owner.heard();
    }
    const place = this.#taken.get(microphone) ?? (voiced ? this.#find(microphone, nowMs) : undefined);
    place?.send(packet, fields, voiced, nowMs);
  }

  #find(microphone: FloorMicrophone, nowMs: number): FloorPlace | undefined {
    const place = placeFor(this.places, microphone, nowMs);
    if (place === undefined) {
      this.#wait(microphone, nowMs);
      return undefined;
    }
    this.#waiting.delete(microphone);
    microphone.louderSinceMs = undefined;
    this.#leave(place);
    place.give(microphone);
    this.#taken.set(microphone, place);
    const index = this.places.indexOf(place);
    // The worker takes this before the packet that follows: nobody hears themselves.
    microphone.owner.setOwnPlace(index);
    if (this.#told[index] !== microphone.owner.memberId) {
      this.#told[index] = microphone.owner.memberId;
      this.events.emit('changed', { floor: this.taken });
    }
    return place;
  }

  #leave(place: FloorPlace): void {
    if (place.holder !== undefined) {
      this.#taken.delete(place.holder);
      place.holder.owner.setOwnPlace(undefined);
    }
  }

  #wait(microphone: FloorMicrophone, nowMs: number): void {
    this.#waiting.set(microphone, nowMs);
    if (this.#waiting.size <= CROWD) {
      return;
    }
    for (const [waiting, sinceMs] of this.#waiting) {
      if (nowMs - sinceMs > WAITING_MS) {
        this.#waiting.delete(waiting);
      }
    }
    if (this.#waiting.size > CROWD && !microphone.priority) {
      microphone.rest();
    }
  }

  #forget(microphone: FloorMicrophone): void {
    this.#waiting.delete(microphone);
    const place = this.#taken.get(microphone);
    this.#taken.delete(microphone);
    if (place !== undefined && !this.#life.ended) {
      place.release();
      this.#told[this.places.indexOf(place)] = null;
      this.events.emit('changed', { floor: this.taken });
    }
    microphone.close();
  }
}
