import type { VoiceChannel } from '../../common/community.ts';
import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import type { Floor } from '../../common/voice.ts';
import { Echo } from './Echo.ts';
import type { IngestAddress } from './Ingest.ts';
import type { Peer, PeerSetup } from './Peer.ts';
import { Room } from './Room.ts';
import type { WorkerPool } from './workers.ts';

export interface RoomCounts {
  rooms: number;
  peers: number;
  waitingPeers: number;
  echoes: number;
  listeners: number;
}

export interface RoomsOptions {
  /** How long an empty room stays, so that the next join need not wait for a router. */
  readonly warmMs: number;
  /** What one peer may send in all, bit/s, where its channel sets no lower limit. */
  readonly peerBps: number;
  readonly ingest: IngestAddress;
}

export interface RoomsEvents {
  floorChanged: { channelId: ChannelId; floor: Floor };
}

/** How long a join waits for a worker while none runs: a replacement takes a fraction of a second. */
const WORKER_WAIT_MS = 4_000;

/** More than any microphone sends. */
const ECHO_BPS = 600_000;

/** What the media need to know of a channel. */
type RoomChannel = Pick<VoiceChannel, 'id' | 'peerBitrateBps'>;

/** The rooms of all voice channels: made when first needed, kept warm for a while when empty. Owns them. */
export class Rooms implements Closable {
  readonly #pool: WorkerPool;
  readonly #log: Log;
  readonly events = new Emitter<RoomsEvents>();
  readonly #options: RoomsOptions;
  readonly #rooms = new Map<ChannelId, Room>();
  readonly #opening = new Map<ChannelId, Promise<Room>>();
  readonly #echoes = new Set<Echo>();
  readonly #cooling = new Map<ChannelId, NodeJS.Timeout>();
  readonly #life = new Lifetime();

  constructor(pool: WorkerPool, options: RoomsOptions, log: Log) {
    this.#pool = pool;
    this.#options = options;
    this.#log = log;
    this.#life.add(() => {
      for (const room of [...this.#rooms.values()]) {
        room.close();
      }
      for (const echo of [...this.#echoes]) {
        echo.close();
      }
      this.events.clear();
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
  async prepare(channel: RoomChannel, setup: PeerSetup): Promise<{ room: Room; peer: Peer }> {
    const room = await this.#obtain(channel);
    return { room, peer: await room.prepare(setup) };
  }

  /**
   * For who wants to hear themselves: a room of their own, which counts to no channel.
   * @throws AppError as `prepare`
   */
  async openEcho(channel: RoomChannel, setup: PeerSetup): Promise<Echo> {
    const worker = await this.#pool.whenRunning(WORKER_WAIT_MS);
    const options = { peerBps: Math.min(ECHO_BPS, this.#peerBps(channel)), ingest: this.#options.ingest };
    const echo = await Echo.open(channel.id, worker, options, setup, this.#log);
    if (this.#life.ended) {
      echo.close();
      throw new AppError('media_unavailable', 'the server is ending');
    }
    this.#echoes.add(echo);
    echo.events.on('closed', () => {
      this.#echoes.delete(echo);
    });
    return echo;
  }

  /** The channel's settings changed: they apply to the call that is going on. */
  async apply(channel: RoomChannel): Promise<void> {
    // A room that is just being made was asked for with the settings of before.
    const room = this.#rooms.get(channel.id) ?? (await this.#opening.get(channel.id)?.catch(() => undefined));
    await room?.limitPeers(this.#peerBps(channel));
  }

  counts(): RoomCounts {
    const peers = this.all.flatMap((room) => room.peers);
    const live = peers.filter((peer) => peer.live).length;
    const echoes = [...this.#echoes];
    const emitters = [
      this.events,
      ...[...this.all, ...peers, ...echoes].map(({ events }) => events),
      ...echoes.flatMap(({ room, peer }) => [room.events, peer.events]),
    ];
    return {
      rooms: this.#rooms.size,
      peers: live,
      waitingPeers: peers.length - live,
      echoes: echoes.length,
      listeners: emitters.reduce((sum, { listenerCount }) => sum + listenerCount, 0),
    };
  }

  close(): void {
    this.#life.end();
  }

  async #obtain(channel: RoomChannel): Promise<Room> {
    const channelId = channel.id;
    this.#keepWarm(channelId);
    const room = this.#rooms.get(channelId);
    if (room !== undefined) {
      return room;
    }
    let opening = this.#opening.get(channelId);
    if (opening === undefined) {
      opening = this.#open(channel).finally(() => {
        this.#opening.delete(channelId);
      });
      this.#opening.set(channelId, opening);
    }
    return opening;
  }

  async #open(channel: RoomChannel): Promise<Room> {
    const channelId = channel.id;
    // After a worker's death its peers come back before another one runs.
    const worker = await this.#pool.whenRunning(WORKER_WAIT_MS);
    const options = { peerBps: this.#peerBps(channel), ingest: this.#options.ingest };
    const room = await Room.open(channelId, worker, options, this.#log);
    if (this.#life.ended) {
      room.close();
      return room;
    }
    this.#rooms.set(channelId, room);
    room.events.on('emptied', () => {
      this.#cool(room);
    });
    room.events.on('floorChanged', ({ floor }) => {
      this.events.emit('floorChanged', { channelId, floor });
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
    }, this.#options.warmMs);
    this.#cooling.set(room.channelId, timer);
  }

  #peerBps({ peerBitrateBps }: RoomChannel): number {
    const { peerBps } = this.#options;
    return peerBitrateBps === 0 ? peerBps : Math.min(peerBitrateBps, peerBps);
  }

  #keepWarm(channelId: ChannelId): void {
    clearTimeout(this.#cooling.get(channelId));
    this.#cooling.delete(channelId);
  }
}
