/** What really flows, as the worker says: rooms and peers without signaling. */
import { randomInt } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channelId, memberId, type ChannelId } from '../../common/ids.ts';
import { SILENT_LOG } from '../../common/log.ts';
import { rtpCapabilities } from '../../common/media.ts';
import { voiceSetup, type VoiceSetup } from '../../common/voice.ts';
import { MEDIA_CODECS, ROUTER_RTP_CAPABILITIES } from '../../server/media/codecs.ts';
import type { Peer, PeerSetup } from '../../server/media/Peer.ts';
import type { Room } from '../../server/media/Room.ts';
import { Rooms } from '../../server/media/Rooms.ts';
import { WorkerPool } from '../../server/media/workers.ts';
import { config } from '../config.ts';
import { fingerprint, opusParameters, vp8Parameters } from '../fakes/Guest.ts';
import { eventually } from '../fakes/party.ts';

let pool: WorkerPool;
let rooms: Rooms;
const lounge = channelId.parse('lounge');
const OPTIONS = { warmMs: 0, peerBps: 10_000_000, ingest: { listen: '127.0.0.1', announced: '127.0.0.1' } };

const openPool = async (count = 1): Promise<WorkerPool> =>
  WorkerPool.open(
    { count, workerBin: config.workerBin, addresses: [{ listen: '127.0.0.1' }], portsOf: () => [0] },
    SILENT_LOG,
  );

beforeEach(async () => {
  pool = await openPool();
  rooms = new Rooms(pool, OPTIONS, SILENT_LOG);
});
afterEach(async () => {
  rooms.close();
  pool.close();
  await pool.ended();
});

const OPEN = { muted: false, deafened: false, serverMuted: false, priority: false, poor: false };

const channel = (id: ChannelId): { id: ChannelId; peerBitrateBps: number } => ({ id, peerBitrateBps: 0 });

const prepare = async (name: string, id = lounge): Promise<{ room: Room; peer: Peer }> =>
  rooms.prepare(channel(id), {
    owner: { memberId: memberId.parse(name), name },
    rtpCapabilities: ROUTER_RTP_CAPABILITIES,
    sendFingerprints: [fingerprint()],
    receiveFingerprints: [fingerprint()],
  });

const join = async (name: string, id = lounge): Promise<Peer> => {
  const { room, peer } = await prepare(name, id);
  await room.admit(peer, OPEN, Date.now());
  return peer;
};

const produceVoice = async (peer: Peer): Promise<void> => {
  await peer.produce('microphone', 'audio', opusParameters(), false);
};

/** As it arrives at the other end: JSON has no undefined. */
const setupOf = (peer: Peer): VoiceSetup =>
  voiceSetup.parse(JSON.parse(JSON.stringify(peer.takeSetup({ present: [], floor: [] }))));

/** Whether the only consumer of this peer forwards anything, as the worker sees it. */
const flows = async (peer: Peer): Promise<boolean> => {
  const [offer] = setupOf(peer).consumers;
  const consumer = offer && peer.consumer(offer.consumerId);
  const dump = await consumer?.consumer.dump();
  return dump !== undefined && !dump.paused && !dump.producerPaused;
};

const acknowledge = async (peer: Peer): Promise<void> => {
  await peer.resumeConsumers(setupOf(peer).consumers.map(({ consumerId }) => consumerId));
};

const setState = async (peer: Peer, muted: boolean, deafened: boolean): Promise<void> => {
  await peer.setState({ muted, deafened });
};

describe('codecs', () => {
  it('are computed as a router computes them, and fit the contract', async () => {
    const [worker] = [pool.leastLoaded()];
    const router = await worker.worker.createRouter({ mediaCodecs: MEDIA_CODECS });
    expect(router.rtpCapabilities.codecs).toEqual(ROUTER_RTP_CAPABILITIES.codecs);
    expect(router.rtpCapabilities.headerExtensions).toEqual(
      expect.arrayContaining(ROUTER_RTP_CAPABILITIES.headerExtensions ?? []),
    );
    router.close();
    rtpCapabilities.parse(ROUTER_RTP_CAPABILITIES);
  });
});

describe('a consumer', () => {
  it('flows from its acknowledgement on', async () => {
    const [anna, ben] = [await join('anna'), await join('ben')];
    await produceVoice(anna);
    await eventually(() => ben.consumerCount === 1);
    expect(await flows(ben)).toBe(false);
    await acknowledge(ben);
    expect(await flows(ben)).toBe(true);
  });

  it('of a waiting peer flows from its join on, if it was acknowledged before', async () => {
    await produceVoice(await join('anna'));
    const { room, peer } = await prepare('ben');
    await acknowledge(peer);
    expect(await flows(peer)).toBe(false);
    await room.admit(peer, OPEN, Date.now());
    expect(await flows(peer)).toBe(true);
  });

  it('stops with mute and comes back', async () => {
    const [anna, ben] = [await join('anna'), await join('ben')];
    await produceVoice(anna);
    await eventually(() => ben.consumerCount === 1);
    await acknowledge(ben);
    await setState(anna, true, false);
    expect(await flows(ben)).toBe(false);
    await setState(anna, false, false);
    expect(await flows(ben)).toBe(true);
  });

  it('follows the last of many changes at once', async () => {
    const [anna, ben] = [await join('anna'), await join('ben')];
    await produceVoice(anna);
    await eventually(() => ben.consumerCount === 1);
    await acknowledge(ben);
    await Promise.all(Array.from({ length: 51 }, async (_, turn) => setState(anna, turn % 2 === 0, false)));
    expect(await flows(ben)).toBe(false);
    await Promise.all(Array.from({ length: 50 }, async (_, turn) => setState(anna, turn % 2 === 0, false)));
    expect(await flows(ben)).toBe(true);
  });

  it('of a deafened peer is silent, video is not', async () => {
    const [anna, ben] = [await join('anna'), await join('ben')];
    await setState(ben, false, true);
    await produceVoice(anna);
    await eventually(() => ben.consumerCount === 1);
    await acknowledge(ben);
    expect(await flows(ben)).toBe(false);
    await setState(ben, false, false);
    expect(await flows(ben)).toBe(true);
    const cleo = await join('cleo');
    await setState(cleo, false, true);
    await cleo.produce('camera', 'video', vp8Parameters(), false);
    await anna.produce('camera', 'video', vp8Parameters(), false);
    await eventually(() => cleo.consumerCount === 2);
    await acknowledge(cleo);
    const dumps = await Promise.all(
      setupOf(cleo).consumers.map(async ({ consumerId }) => cleo.consumer(consumerId)?.consumer.dump()),
    );
    expect(dumps.map((dump) => [dump?.kind, dump?.paused]).sort()).toEqual([
      ['audio', true],
      ['video', false],
    ]);
  });
});

describe('a microphone', () => {
  it('that is made by a muted peer does not flow until unmuted', async () => {
    const anna = await join('anna');
    await setState(anna, true, false);
    await produceVoice(anna);
    const [producer] = anna.producers;
    expect((await producer?.producer.dump())?.paused).toBe(true);
    await setState(anna, false, false);
    expect((await producer?.producer.dump())?.paused).toBe(false);
  });

  it('stays paused after unmute when its peer paused it', async () => {
    const anna = await join('anna');
    await produceVoice(anna);
    const [producer] = anna.producers;
    await producer?.setPaused(true);
    await setState(anna, true, false);
    await setState(anna, false, false);
    expect((await producer?.producer.dump())?.paused).toBe(true);
  });

  it('is offered to each peer once or not at all while people come, produce and go at once (S2, S3)', async () => {
    const stay = await join('stay');
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const { room, peer } = await prepare(`guest-${String(index)}`);
        await room.admit(peer, OPEN, Date.now());
        await produceVoice(peer);
        await new Promise((resolve) => setTimeout(resolve, randomInt(20)));
        if (index % 4 !== 0) {
          room.remove(peer);
        }
      }),
    );
    // Ten talk on. As many as are direct are consumed by each of the others, the rest by the floor alone, and its
    // three places by all eleven.
    const direct = (): number => setupOf(stay).consumers.filter(({ from }) => from.kind === 'member').length;
    await eventually(
      () => pool.counts().consumers === direct() * 10 + (10 - direct()) + 3 * 11,
      () => [direct(), pool.counts()],
    );
    expect(direct()).toBeLessThanOrEqual(6);
    const from = setupOf(stay).consumers.map((offer) => JSON.stringify(offer.from));
    expect(new Set(from).size).toBe(direct() + 3);
    expect(pool.counts()).toMatchObject({ transports: 22 + 1, producers: 10 + 3 });
  });

  it('of a newcomer is heard by the floor where many have one, even when a direct one has gone', async () => {
    const stay = await join('stay');
    const direct = (): number => setupOf(stay).consumers.filter(({ from }) => from.kind === 'member').length;
    const others: Peer[] = [];
    for (let index = 0; index < 8; index += 1) {
      const other = await join(`other-${String(index)}`);
      await produceVoice(other);
      others.push(other);
    }
    await eventually(() => stay.consumerCount === 6 + 3);
    rooms.find(lounge)?.remove(others[0] ?? stay);
    await eventually(() => direct() === 5);
    await produceVoice(await join('newcomer'));
    await eventually(() => pool.counts().producers === 8 + 3);
    expect(direct()).toBe(5);
    // With few microphones left the next is direct again.
    for (const other of others.slice(1, 6)) {
      rooms.find(lounge)?.remove(other);
    }
    await produceVoice(await join('late'));
    await eventually(() => direct() === 1);
  });
});

describe('rooms', () => {
  it('go to the least loaded worker (S15)', async () => {
    const twoWorkers = await openPool(2);
    const twoRooms = new Rooms(twoWorkers, OPTIONS, SILENT_LOG);
    const setup = (name: string): PeerSetup => ({
      owner: { memberId: memberId.parse(name), name },
      rtpCapabilities: ROUTER_RTP_CAPABILITIES,
      sendFingerprints: [fingerprint()],
      receiveFingerprints: [fingerprint()],
    });
    for (let index = 0; index < 5; index += 1) {
      await twoRooms.prepare(channel(lounge), setup(`in-lounge-${String(index)}`));
    }
    const roomsOf = (): number[] => twoWorkers.health.map((worker) => worker.rooms);
    const withLounge = roomsOf().indexOf(1);
    await twoRooms.prepare(channel(channelId.parse('games')), setup('first'));
    await twoRooms.prepare(channel(channelId.parse('third')), setup('second'));
    // Lounge weighs 6, games and third 2 each: both went where lounge is not.
    expect(roomsOf()).toEqual(withLounge === 0 ? [1, 2] : [2, 1]);
    twoRooms.close();
    twoWorkers.close();
    await twoWorkers.ended();
  });

  it('lose their peers with their worker, which is replaced (S10)', async () => {
    const anna = await join('anna');
    const lost: unknown[] = [];
    anna.events.on('lost', (event) => lost.push(event));
    const [pid] = pool.pids;
    process.kill(pid ?? 0, 'SIGKILL');
    await eventually(() => lost.length === 1);
    expect(lost).toMatchObject([{ member: { memberId: 'anna' } }]);
    expect(rooms.counts()).toMatchObject({ rooms: 0, peers: 0 });
    await eventually(() => pool.running === 1);
    expect(pool.pids).not.toContain(pid);
    const back = await join('anna');
    await produceVoice(back);
    expect(pool.counts()).toMatchObject({ workers: 1, routers: 1, transports: 2, producers: 1 });
  });

  it('stay warm for a while when empty', async () => {
    const warm = new Rooms(pool, { ...OPTIONS, warmMs: 60 }, SILENT_LOG);
    const setup = {
      owner: { memberId: memberId.parse('anna'), name: 'anna' },
      rtpCapabilities: ROUTER_RTP_CAPABILITIES,
      sendFingerprints: [fingerprint()],
      receiveFingerprints: [fingerprint()],
    };
    const { room, peer } = await warm.prepare(channel(lounge), setup);
    room.remove(peer);
    expect(warm.counts().rooms).toBe(1);
    const again = await warm.prepare(channel(lounge), setup);
    expect(again.room).toBe(room);
    room.remove(again.peer);
    await eventually(() => warm.counts().rooms === 0);
    expect(pool.counts().routers).toBe(0);
  });
});
