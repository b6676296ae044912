/** Video and what it may cost: layers, priorities, pausing what is not shown, limits (S7), on a real worker. */
import type { types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConsumerId } from '../../common/ids.ts';
import type { RtpParameters } from '../../common/media.ts';
import { channelId, memberId } from '../../common/ids.ts';
import { SILENT_LOG } from '../../common/log.ts';
import { ROUTER_RTP_CAPABILITIES } from '../../server/media/codecs.ts';
import type { Peer } from '../../server/media/Peer.ts';
import type { PeerConsumer } from '../../server/media/PeerConsumer.ts';
import { Rooms } from '../../server/media/Rooms.ts';
import { WorkerPool } from '../../server/media/workers.ts';
import { config } from '../config.ts';
import { fingerprint, opusParameters, vp8Parameters } from '../fakes/Guest.ts';
import { eventually } from '../fakes/party.ts';

const SERVER_BPS = 8_000_000;
const lounge = { id: channelId.parse('lounge'), peerBitrateBps: 0 };

let pool: WorkerPool;
let rooms: Rooms;
/** All transports, as mediasoup tells of them. */
let transports: types.WebRtcTransport[];

beforeEach(async () => {
  pool = await WorkerPool.open(
    { count: 1, workerBin: config.workerBin, addresses: [{ listen: '127.0.0.1' }], portsOf: () => [0] },
    SILENT_LOG,
  );
  transports = [];
  pool.leastLoaded().worker.observer.on('newrouter', (router) => {
    router.observer.on('newtransport', (transport) => {
      if (isWebRtc(transport)) {
        transports.push(transport);
      }
    });
  });
  rooms = new Rooms(
    pool,
    { warmMs: 0, peerBps: SERVER_BPS, ingest: { listen: '127.0.0.1', announced: '127.0.0.1' } },
    SILENT_LOG,
  );
});
afterEach(async () => {
  rooms.close();
  pool.close();
  await pool.ended();
});

const isWebRtc = (transport: types.Transport): transport is types.WebRtcTransport => transport.type === 'webrtc';

const join = async (name: string, channel = lounge): Promise<Peer> => {
  const { room, peer } = await rooms.prepare(channel, {
    owner: { memberId: memberId.parse(name), name },
    rtpCapabilities: ROUTER_RTP_CAPABILITIES,
    sendFingerprints: [fingerprint()],
    receiveFingerprints: [fingerprint()],
  });
  await room.admit(
    peer,
    { muted: false, deafened: false, serverMuted: false, priority: false, poor: false },
    Date.now(),
  );
  return peer;
};

/** What a camera sends: the same picture in three sizes. */
const cameraParameters = (): RtpParameters => {
  const { codecs } = vp8Parameters();
  return {
    mid: '1',
    codecs,
    headerExtensions: [
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 },
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id', id: 10 },
    ],
    encodings: ['q', 'h', 'f'].map((rid) => ({ rid, scalabilityMode: 'L1T3' })),
    rtcp: { cname: 'camera', reducedSize: true },
  };
};

const consumersOf = (peer: Peer): PeerConsumer[] =>
  peer
    .takeSetup({ present: [], floor: [] })
    .consumers.map(({ consumerId }: { consumerId: ConsumerId }) => peer.consumer(consumerId))
    .filter((consumer) => consumer !== undefined);

const maxIncoming = async (): Promise<(number | undefined)[]> => {
  const stats = await Promise.all(transports.filter(({ closed }) => !closed).map(async (one) => one.getStats()));
  return stats.flat().map(({ maxIncomingBitrate }) => maxIncomingBitrate);
};

describe('bitrate limits (S7)', () => {
  it('hold for what each peer sends, from its first packet on', async () => {
    await join('anna');
    expect((await maxIncoming()).sort()).toEqual([SERVER_BPS, undefined]);
  });

  it('of a channel are lower than the server’s or do nothing, and change in a running call', async () => {
    await join('anna', { ...lounge, peerBitrateBps: 300_000 });
    expect(await maxIncoming()).toContain(300_000);
    await rooms.apply({ ...lounge, peerBitrateBps: 200_000 });
    expect(await maxIncoming()).toContain(200_000);
    await rooms.apply({ ...lounge, peerBitrateBps: SERVER_BPS * 2 });
    await join('ben');
    expect((await maxIncoming()).filter((bps) => bps !== undefined)).toEqual([SERVER_BPS, SERVER_BPS]);
    await rooms.apply(lounge);
    expect((await maxIncoming()).filter((bps) => bps !== undefined)).toEqual([SERVER_BPS, SERVER_BPS]);
  });

  it('of a channel that change while its room is being made hold there too', async () => {
    const joining = join('anna', { ...lounge, peerBitrateBps: 300_000 });
    await rooms.apply({ ...lounge, peerBitrateBps: 200_000 });
    await joining;
    expect((await maxIncoming()).filter((bps) => bps !== undefined)).toEqual([200_000]);
  });
});

describe('a camera (S7)', () => {
  it('is consumed in the layer that the viewer shows, never above it', async () => {
    const [anna, ben] = [await join('anna'), await join('ben')];
    await anna.produce('camera', 'video', cameraParameters(), false);
    await eventually(() => ben.consumerCount === 1);
    const [consumer] = consumersOf(ben);
    expect(consumer?.consumer.type).toBe('simulcast');
    await consumer?.setPreferredLayers({ spatialLayer: 0, temporalLayer: 1 });
    expect(consumer?.consumer.preferredLayers).toEqual({ spatialLayer: 0, temporalLayer: 1 });
  });

  it('does not flow while it is not shown, and does when it is again', async () => {
    const [anna, ben] = [await join('anna'), await join('ben')];
    await anna.produce('camera', 'video', cameraParameters(), false);
    await eventually(() => ben.consumerCount === 1);
    const [consumer] = consumersOf(ben);
    const paused = async (): Promise<boolean | undefined> => (await consumer?.consumer.dump())?.paused;
    expect(await paused()).toBe(true);
    await ben.resumeConsumers(consumer === undefined ? [] : [consumer.id]);
    expect(await paused()).toBe(false);
    await consumer?.change({ paused: true });
    expect(await paused()).toBe(true);
    await ben.resumeConsumers(consumer === undefined ? [] : [consumer.id]);
    expect(await paused()).toBe(false);
  });

  it('gives way to a screen, and neither has anything to do with voice', async () => {
    const [anna, ben] = [await join('anna'), await join('ben')];
    await anna.produce('camera', 'video', cameraParameters(), false);
    await anna.produce('screen', 'video', { ...vp8Parameters(), mid: '2' }, false);
    await anna.produce('microphone', 'audio', opusParameters(), false);
    await eventually(() => ben.consumerCount === 3);
    const priorities = consumersOf(ben).map(({ offer, consumer }) => [offer.source, consumer.priority]);
    expect(Object.fromEntries(priorities)).toEqual({ camera: 10, screen: 100, microphone: 1 });
  });
});
