import type { types } from 'mediasoup';
import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import type { Floor as TakenPlaces } from '../../common/voice.ts';
import type { Consumable } from './Consumable.ts';
import { Floor } from './floor/Floor.ts';
import type { FloorOwner } from './floor/FloorMicrophone.ts';
import type { PeerProducer } from './PeerProducer.ts';

/**
 * While a room has fewer microphones than this, the next is consumed by everyone directly, the worker's own way from one
 * to all. Those that come later share the floor, and everyone holds at most this many consumers and the floor's places,
 * however large the room. In a large room nobody takes the place of a direct one that goes: coming and going there costs
 * the others no negotiation.
 */
const DIRECT = 6;
/** What the observer takes for voice, in dBov. */
const VOICE_DB = -90;
/** The least that it can: it checks what clients claim, it does not gate sound. */
const CHECK_MS = 250;

export interface MicrophoneEvents {
  /** The floor stands: everyone in the room is to consume its places. */
  floorOpened: { places: readonly Consumable[] };
  floorChanged: { floor: TakenPlaces };
}

/** A room's microphones: who is consumed directly, and the floor for the others. Owns the floor. */
export class Microphones implements Closable {
  readonly events = new Emitter<MicrophoneEvents>();
  readonly #router: types.Router;
  readonly #log: Log;
  readonly #life = new Lifetime();
  readonly #direct = new Map<PeerProducer, FloorOwner>();
  readonly #all = new Set<PeerProducer>();
  #observer: Promise<types.AudioLevelObserver> | undefined;
  #opening: Promise<Floor> | undefined;
  #floor: Floor | undefined;

  constructor(router: types.Router, log: Log) {
    this.#router = router;
    this.#log = log;
    this.#life.add(() => {
      this.events.clear();
    });
  }

  /** Places of the floor, none before it stands. */
  get places(): readonly Consumable[] {
    return this.#floor?.places ?? [];
  }

  get taken(): TakenPlaces {
    return this.#floor?.taken ?? [];
  }

  /** Whether everyone is to consume this producer itself; decided when a microphone comes, for as long as it stays. */
  isDirect(producer: PeerProducer): boolean {
    return producer.source !== 'microphone' || this.#direct.has(producer);
  }

  /** A microphone is new. Synchronous as far as `isDirect` goes. */
  add(owner: FloorOwner, microphone: PeerProducer): void {
    this.#all.add(microphone);
    if (this.#all.size <= DIRECT) {
      this.#direct.set(microphone, owner);
      this.#settle(microphone, this.#observe(microphone));
    } else {
      this.#settle(microphone, this.#addToFloor(owner, microphone));
    }
    microphone.producer.observer.once('close', () => {
      this.#all.delete(microphone);
      this.#direct.delete(microphone);
    });
  }

  close(): void {
    this.#life.end();
  }

  /** Whatever fails here fails because something closed meanwhile, or is ours to know. */
  #settle(microphone: PeerProducer, work: Promise<void>): void {
    work.catch((fault: unknown) => {
      if (!microphone.closed && !this.#life.ended) {
        this.#log.error('a microphone could not be listened to', fault, { producerId: microphone.id });
      }
    });
  }

  async #observe(microphone: PeerProducer): Promise<void> {
    this.#observer ??= this.#openObserver();
    const observer = await this.#observer;
    if (!microphone.closed) {
      await observer.addProducer({ producerId: microphone.id });
    }
  }

  async #openObserver(): Promise<types.AudioLevelObserver> {
    const observer = await this.#router.createAudioLevelObserver({
      maxEntries: DIRECT,
      threshold: VOICE_DB,
      interval: CHECK_MS,
    });
    observer.on('volumes', (volumes) => {
      const loud = new Set(volumes.map(({ producer }) => producer.id));
      for (const [microphone, owner] of this.#direct) {
        if (loud.has(microphone.id)) {
          owner.heard();
        }
      }
    });
    this.#life.add(() => {
      observer.close();
    });
    return observer;
  }

  async #addToFloor(owner: FloorOwner, microphone: PeerProducer): Promise<void> {
    this.#opening ??= this.#openFloor();
    const floor = await this.#opening;
    if (!microphone.closed) {
      await floor.add(owner, microphone);
    }
  }

  async #openFloor(): Promise<Floor> {
    const floor = this.#life.own(await Floor.open(this.#router));
    let telling: NodeJS.Immediate | undefined;
    this.#life.add(() => {
      clearImmediate(telling);
    });
    floor.events.on('changed', () => {
      // After the packet that took the place: telling two hundred people takes longer than forwarding it.
      telling ??= setImmediate(() => {
        telling = undefined;
        this.events.emit('floorChanged', { floor: floor.taken });
      });
    });
    this.#floor = floor;
    this.events.emit('floorOpened', { places: floor.places });
    return floor;
  }
}
