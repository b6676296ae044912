import type { types } from 'mediasoup';
import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import type { ChannelId, PeerId } from '../../common/ids.ts';
import type { IngestAnswer, IngestWish } from '../../common/ingest.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import { UNHEARING_MAX, type MicrophoneTrace } from '../../common/trace.ts';
import type { Floor as TakenPlaces, VoiceSetup } from '../../common/voice.ts';
import { Activity } from './Activity.ts';
import { MEDIA_CODECS } from './codecs.ts';
import { checkCapabilities } from './engine.ts';
import type { Consumable } from './Consumable.ts';
import type { IngestAddress } from './Ingest.ts';
import type { MediaWorker } from './MediaWorker.ts';
import { Microphones } from './Microphones.ts';
import { Peer, type PeerSetup, type VoiceState } from './Peer.ts';
import type { PeerProducer } from './PeerProducer.ts';
import { Ssrcs } from './Ssrcs.ts';
import { Viewers } from './Viewers.ts';

export interface RoomEvents {
  /** Another speaker has a place of the floor. */
  floorChanged: { floor: TakenPlaces };
  /** Nobody is left, waiting peers included. */
  emptied: object;
  /** The router is gone; every peer has been told. */
  closed: object;
}

export interface RoomOptions {
  /** What each peer may send in all, bit/s. */
  readonly peerBps: number;
  readonly ingest: IngestAddress;
}

/** A voice channel's router, its peers and their microphones. Owns them, and is the truth about whose media is there. */
export class Room implements Closable {
  readonly channelId: ChannelId;
  readonly events = new Emitter<RoomEvents>();
  readonly #life = new Lifetime();
  readonly #log: Log;
  readonly #worker: MediaWorker;
  readonly #router: types.Router;
  readonly #peers = new Map<PeerId, Peer>();
  readonly #microphones: Microphones;
  readonly #activity: Activity<Peer>;
  readonly #ssrcs = new Ssrcs();
  readonly #ingestAddress: IngestAddress;
  readonly #viewers = new Viewers();
  #peerBps: number;
  /** Peers whose transports are being made: the room is not empty while there are any. */
  #arriving = 0;

  private constructor(
    channelId: ChannelId,
    worker: MediaWorker,
    router: types.Router,
    { peerBps, ingest }: RoomOptions,
    log: Log,
  ) {
    this.channelId = channelId;
    this.#worker = worker;
    this.#router = router;
    this.#peerBps = peerBps;
    this.#ingestAddress = ingest;
    this.#log = log;
    this.#life.add(() => {
      this.events.emit('closed', {});
      this.events.clear();
    });
    this.#life.add(() => {
      router.close();
    });
    this.#life.add(worker.carry(this));
    this.#activity = this.#life.own(
      new Activity<Peer>((peer, speaking) => {
        peer.setSpeaking(speaking);
      }),
    );
    this.#microphones = this.#life.own(new Microphones(router, log));
    this.#microphones.events.on('floorOpened', ({ places }) => {
      for (const place of places) {
        this.#offer(place);
      }
    });
    this.#microphones.events.on('floorChanged', (changed) => {
      this.events.emit('floorChanged', changed);
    });
    router.once('workerclose', () => {
      this.#lose();
    });
  }

  /**
   * @throws AppError `media_unavailable` when the worker cannot make a router
   */
  static async open(channelId: ChannelId, worker: MediaWorker, options: RoomOptions, log: Log): Promise<Room> {
    try {
      const router = await worker.worker.createRouter({ mediaCodecs: MEDIA_CODECS });
      return new Room(channelId, worker, router, options, log);
    } catch (fault) {
      throw new AppError('media_unavailable', 'the room could not be made', { cause: fault });
    }
  }

  get closed(): boolean {
    return this.#life.ended;
  }

  get empty(): boolean {
    return this.#peers.size + this.#arriving === 0;
  }

  /** What the room costs its worker, roughly: placement goes by it. */
  get load(): number {
    return 1 + this.#peers.size + this.#arriving;
  }

  get peers(): readonly Peer[] {
    return [...this.#peers.values()];
  }

  get floor(): TakenPlaces {
    return this.#microphones.taken;
  }

  /**
   * A waiting peer: transports made and connected, a paused consumer of everything it may hear or see here. Nobody sees
   * it before `admit`.
   * @throws AppError `invalid` for capabilities that make no sense, `media_unavailable`
   */
  async prepare(setup: PeerSetup): Promise<Peer> {
    this.#arriving += 1;
    try {
      checkCapabilities(setup.rtpCapabilities);
      const { webRtcServer } = this.#worker;
      const peer = await Peer.open(this.channelId, setup, this.#router, webRtcServer, this.#peerBps, this.#log);
      if (this.closed) {
        peer.close();
        throw new AppError('media_unavailable', 'the room closed meanwhile');
      }
      // In one step with the look at who produces: a producer that comes later is offered to this peer too (S2).
      this.#peers.set(peer.id, peer);
      peer.events.on('produced', ({ producer }) => {
        this.#take(peer, producer);
      });
      await Promise.all(this.#offersFor(peer).map(async (consumable) => peer.consume(consumable)));
      return peer;
    } finally {
      this.#arriving -= 1;
      this.#checkEmpty();
    }
  }

  /** With what guests from other networks need, where they can come. */
  beside(setup: VoiceSetup): VoiceSetup {
    return this.#worker.outside.beside(setup);
  }

  /**
   * Makes a waiting peer live, at once; its ready consumers flow when this settles.
   * @param sinceMs Unix time from which the member is in the call: earlier, when it only comes back
   */
  async admit(peer: Peer, state: VoiceState, sinceMs: number): Promise<void> {
    await peer.admit(state, sinceMs);
  }

  /** What a peer's client says of its voice; checked against what arrives. */
  claimSpeaking(peer: Peer, speaking: boolean): void {
    this.#activity.claim(peer, speaking && !peer.silenced);
  }

  /**
   * Opens an ingest of this peer.
   * @throws AppError as `Peer.openIngest`
   */
  async openIngest(peer: Peer, wish: IngestWish): Promise<IngestAnswer> {
    return peer.openIngest(wish, this.#peerBps, {
      router: this.#router,
      ssrcs: this.#ssrcs,
      address: this.#ingestAddress,
      isTaken: (ssrc) => this.peers.some(({ producers }) => producers.some((producer) => producer.usesSsrc(ssrc))),
    });
  }

  async setState(peer: Peer, change: Partial<VoiceState>): Promise<void> {
    const settled = peer.setState(change);
    if (peer.silenced) {
      this.#activity.forget(peer);
    }
    await settled;
  }

  /** Somebody began or ended to receive something. @param anew whoever is to be told again */
  lookAtViewers(anew?: Peer): void {
    if (anew !== undefined) {
      this.#viewers.forget(anew);
    }
    this.#viewers.look(this.peers);
  }

  /** Where the microphone of this peer gets to. */
  async traceMicrophone(peer: Peer): Promise<MicrophoneTrace> {
    const microphone = peer.producers.find(({ source }) => source === 'microphone');
    const others = this.peers.filter((other) => other !== peer && other.live);
    if (microphone === undefined) {
      return { microphone: null, others: others.length, unhearing: [] };
    }
    const received = await microphone.measure();
    const carriers = this.#microphones.isDirect(microphone) ? [microphone] : this.#microphones.places;
    const ids = new Set(carriers.map(({ id }) => id));
    const unhearing = others
      .map((other) => ({ memberId: other.memberId, hearing: other.hearing(ids) }))
      .filter(({ hearing }) => hearing !== 'flows');
    return { microphone: received, others: others.length, unhearing: unhearing.slice(0, UNHEARING_MAX) };
  }

  /** What each peer may send in all, bit/s, from now on. */
  async limitPeers(peerBps: number): Promise<void> {
    this.#peerBps = peerBps;
    await Promise.all(this.peers.map(async (peer) => peer.limitSending(peerBps)));
  }

  remove(peer: Peer): void {
    this.#activity.forget(peer);
    peer.close();
    if (this.#peers.delete(peer.id)) {
      this.lookAtViewers();
      this.#checkEmpty();
    }
  }

  close(): void {
    for (const peer of this.#peers.values()) {
      peer.lose();
    }
    this.#peers.clear();
    this.#life.end();
  }

  #lose(): void {
    this.#log.warn('A room lost its worker', { channelId: this.channelId, peers: this.#peers.size });
    this.close();
  }

  #offersFor(peer: Peer): Consumable[] {
    const producers = this.peers.filter((other) => other !== peer).flatMap((other) => other.producers);
    return [...producers.filter((producer) => this.#microphones.isDirect(producer)), ...this.#microphones.places];
  }

  #take(peer: Peer, producer: PeerProducer): void {
    if (producer.source === 'microphone') {
      this.#microphones.add(
        {
          memberId: peer.memberId,
          get priority() {
            return peer.priority; // as it is by then
          },
          setOwnPlace: (place) => {
            peer.setOwnPlace(place);
          },
          heard: () => {
            if (!peer.silenced && !peer.ended) {
              this.#activity.heard(peer);
            }
          },
        },
        producer,
      );
    }
    if (this.#microphones.isDirect(producer)) {
      this.#offer(producer, peer);
    }
  }

  #offer(consumable: Consumable, except?: Peer): void {
    for (const peer of this.#peers.values()) {
      if (peer !== except) {
        // Never rejects: what may fail is dealt with, or logged, where it is made.
        void peer.consume(consumable);
      }
    }
  }

  #checkEmpty(): void {
    if (this.empty && !this.closed) {
      this.events.emit('emptied', {});
    }
  }
}
