import type { ChannelId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import type { Peer, PeerSetup } from './Peer.ts';
import { Room } from './Room.ts';
import type { WorkerPool } from './workers.ts';

export interface RoomCounts {
  rooms: number;
  peers: number;
  waitingPeers: number;
  listeners: number;
}

/** The rooms of all voice channels: made when first needed, kept warm for a while when empty. Owns them. */
export class Rooms implements Closable {
  readonly #pool: WorkerPool;
  readonly #log: Log;
  readonly #warmMs: number;
  readonly #rooms = new Map<ChannelId, Room>();
  readonly #opening = new Map<ChannelId, Promise<Room>>();
  readonly #cooling = new Map<ChannelId, NodeJS.Timeout>();
  readonly #life = new Lifetime();

  /** @param warmMs how long an empty room stays, so that the next join need not wait for a router */
  constructor(pool: WorkerPool, warmMs: number, log: Log) {
    this.#pool = pool;
    this.#warmMs = warmMs;
    this.#log = log;
    this.#life.add(() => {
      for (const room of [...this.#rooms.values()]) {
        room.close();
      }
    });
  }

  /** The room of this channel, if there is one now. */
  find(channelId: ChannelId): Room | undefined {
    return this.#rooms.get(channelId);
  }

  get all(): readonly Room[] {
    return [...this.#rooms.values()];
  }

  /**
   * A waiting peer in this channel's room.
   * @throws AppError `media_unavailable` when no worker runs, and what `Room.prepare` throws
   */
  async prepare(channelId: ChannelId, setup: PeerSetup): Promise<{ room: Room; peer: Peer }> {
    const room = await this.#obtain(channelId);
    return { room, peer: await room.prepare(setup) };
  }

  counts(): RoomCounts {
    const peers = this.all.flatMap((room) => room.peers);
    const live = peers.filter((peer) => peer.live).length;
    const emitters = [...this.all.map((room) => room.events), ...peers.map((peer) => peer.events)];
    return {
      rooms: this.#rooms.size,
      peers: live,
      waitingPeers: peers.length - live,
      listeners: emitters.reduce((sum, { listenerCount }) => sum + listenerCount, 0),
    };
  }

  close(): void {
    this.#life.end();
  }

  async #obtain(channelId: ChannelId): Promise<Room> {
    this.#keepWarm(channelId);
    const room = this.#rooms.get(channelId);
    if (room !== undefined) {
      return room;
    }
    let opening = this.#opening.get(channelId);
    if (opening === undefined) {
      opening = this.#open(channelId).finally(() => {
        this.#opening.delete(channelId);
      });
      this.#opening.set(channelId, opening);
    }
    return opening;
  }

  async #open(channelId: ChannelId): Promise<Room> {
    const room = await Room.open(channelId, this.#pool.leastLoaded(), this.#log);
    if (this.#life.ended) {
      room.close();
      return room;
    }
    this.#rooms.set(channelId, room);
    room.events.on('emptied', () => {
      this.#cool(room);
    });
    room.events.on('closed', () => {
      this.#keepWarm(channelId);
      this.#rooms.delete(channelId);
    });
    return room;
  }

  #cool(room: Room): void {
    this.#keepWarm(room.channelId);
    const timer = setTimeout(() => {
      this.#cooling.delete(room.channelId);
      if (room.empty) {
        room.close();
      }
    }, this.#warmMs);
    this.#cooling.set(room.channelId, timer);
  }

  #keepWarm(channelId: ChannelId): void {
    clearTimeout(this.#cooling.get(channelId));
    this.#cooling.delete(channelId);
  }
}
