/** Rooms on a real worker, without signaling: for tests of the media alone. */
import { channelId, memberId, type ChannelId } from '../../common/ids.ts';
import { SILENT_LOG } from '../../common/log.ts';
import { ROUTER_RTP_CAPABILITIES } from '../../server/media/codecs.ts';
import type { Peer } from '../../server/media/Peer.ts';
import type { Room } from '../../server/media/Room.ts';
import { Rooms } from '../../server/media/Rooms.ts';
import { WorkerPool } from '../../server/media/workers.ts';
import { config } from '../config.ts';
import { fingerprint } from './Guest.ts';

const LOUNGE = channelId.parse('lounge');

export class RoomHouse {
  readonly pool: WorkerPool;
  readonly rooms: Rooms;

  private constructor(pool: WorkerPool) {
    this.pool = pool;
    this.rooms = new Rooms(
      pool,
      { warmMs: 0, peerBps: 10_000_000, ingest: { listen: '127.0.0.1', announced: '127.0.0.1' } },
      SILENT_LOG,
    );
  }

  static async open(): Promise<RoomHouse> {
    const options = { count: 1, workerBin: config.workerBin, addresses: [{ listen: '127.0.0.1' }], portsOf: () => [0] };
    return new RoomHouse(await WorkerPool.open(options, SILENT_LOG));
  }

  /** A waiting peer of a member who is called as its id. */
  async prepare(name: string, id: ChannelId = LOUNGE): Promise<{ room: Room; peer: Peer }> {
    return this.rooms.prepare(
      { id, peerBitrateBps: 0 },
      {
        owner: { memberId: memberId.parse(name), name },
        rtpCapabilities: ROUTER_RTP_CAPABILITIES,
        sendFingerprints: [fingerprint()],
        receiveFingerprints: [fingerprint()],
      },
    );
  }

  /** The same, live. */
  async join(name: string, id: ChannelId = LOUNGE): Promise<{ room: Room; peer: Peer }> {
    const prepared = await this.prepare(name, id);
    await prepared.room.admit(
      prepared.peer,
      { muted: false, deafened: false, serverMuted: false, priority: false, poor: false },
      Date.now(),
    );
    return prepared;
  }

  async close(): Promise<void> {
    this.rooms.close();
    this.pool.close();
    await this.pool.ended();
  }
}
