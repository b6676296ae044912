import type { types } from 'mediasoup';
import type { VoiceMember } from '../../common/community.ts';
import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import type { ChannelId, PeerId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import type { VoiceSetup } from '../../common/voice.ts';
import { MEDIA_CODECS } from './codecs.ts';
import { checkCapabilities } from './engine.ts';
import type { MediaWorker } from './MediaWorker.ts';
import { Peer, type PeerSetup, type VoiceState } from './Peer.ts';
import type { PeerProducer } from './PeerProducer.ts';

export interface RoomEvents {
  /** Nobody is left, waiting peers included. */
  emptied: object;
  /** The router is gone; every peer has been told. */
  closed: object;
}

/** A voice channel's router and its peers. Owns both, and is the truth about who is present. */
export class Room implements Closable {
  readonly channelId: ChannelId;
  readonly events = new Emitter<RoomEvents>();
  readonly #life = new Lifetime();
  readonly #log: Log;
  readonly #worker: MediaWorker;
  readonly #router: types.Router;
  readonly #peers = new Map<PeerId, Peer>();
  /** Peers whose transports are being made: the room is not empty while there are any. */
  #arriving = 0;

  private constructor(channelId: ChannelId, worker: MediaWorker, router: types.Router, log: Log) {
    this.channelId = channelId;
    this.#worker = worker;
    this.#router = router;
    this.#log = log;
    this.#life.add(() => {
      this.events.emit('closed', {});
      this.events.clear();
    });
    this.#life.add(() => {
      router.close();
    });
    this.#life.add(worker.carry(this));
    router.once('workerclose', () => {
      this.#lose();
    });
  }

  /** @throws AppError `media_unavailable` when the worker cannot make a router */
  static async open(channelId: ChannelId, worker: MediaWorker, log: Log): Promise<Room> {
    try {
      const router = await worker.worker.createRouter({ mediaCodecs: MEDIA_CODECS });
      return new Room(channelId, worker, router, log);
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

  get liveCount(): number {
    return this.peers.filter((peer) => peer.live).length;
  }

  /** Everyone live in the channel. */
  get present(): VoiceMember[] {
    return this.peers.map((peer) => peer.describe()).filter((member) => member !== undefined);
  }

  /**
   * A waiting peer: transports made and connected, a paused consumer for every producer here. Nobody sees it before
   * `admit`.
   * @throws AppError `invalid` for capabilities that make no sense, `media_unavailable`
   */
  async prepare(setup: PeerSetup): Promise<Peer> {
    checkCapabilities(setup.rtpCapabilities);
    this.#arriving += 1;
    try {
      const peer = await Peer.open(this.channelId, setup, this.#router, this.#worker.webRtcServer, this.#log);
      if (this.closed) {
        peer.close();
        throw new AppError('media_unavailable', 'the room closed meanwhile');
      }
      // In one step with the look at who produces: a producer that comes later is offered to this peer too (S2).
      this.#peers.set(peer.id, peer);
      peer.events.on('produced', ({ producer }) => {
        this.#offer(peer, producer);
      });
      await Promise.all(this.#producersFor(peer).map(async (producer) => peer.consume(producer)));
      return peer;
    } finally {
      this.#arriving -= 1;
      this.#checkEmpty();
    }
  }

  /** Makes a waiting peer live, at once; its ready consumers flow when this settles. */
  async admit(peer: Peer, state: VoiceState): Promise<void> {
    await peer.admit(state);
  }

  /** Who is there is the room's to know, so the answer of a join is taken here. */
  setupOf(peer: Peer): VoiceSetup {
    return peer.takeSetup(this.present);
  }

  remove(peer: Peer): void {
    peer.close();
    if (this.#peers.delete(peer.id)) {
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

  #producersFor(peer: Peer): PeerProducer[] {
    return this.peers.filter((other) => other !== peer).flatMap((other) => other.producers);
  }

  #offer(owner: Peer, producer: PeerProducer): void {
    for (const peer of this.#peers.values()) {
      if (peer !== owner) {
        // Never rejects: what may fail is dealt with, or logged, where it is made.
        void peer.consume(producer);
      }
    }
  }

  #checkEmpty(): void {
    if (this.empty && !this.closed) {
      this.events.emit('emptied', {});
    }
  }
}
