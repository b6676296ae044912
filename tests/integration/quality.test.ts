/** Quality as the server measures it: real RTP through a real worker, with losses that are known. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SILENT_LOG } from '../../common/log.ts';
import { serverQuality } from '../../common/quality.ts';
import { MEDIA_CODECS } from '../../server/media/codecs.ts';
import { TransportMeter } from '../../server/media/quality.ts';
import { WorkerPool } from '../../server/media/workers.ts';
import { config } from '../config.ts';
import { opusParameters } from '../fakes/Guest.ts';

const PACKETS = 200;
const PAYLOAD_BYTES = 80;
/** Opus at 48 kHz, 20 ms a packet. */
const TICKS = 960;

let pool: WorkerPool;
let router: types.Router;
let socket: Socket;
let send: types.PlainTransport;
let receive: types.PlainTransport;

beforeEach(async () => {
  pool = await WorkerPool.open(
    { count: 1, workerBin: config.workerBin, addresses: [{ listen: '127.0.0.1' }], portsOf: () => [0] },
    SILENT_LOG,
  );
  router = await pool.leastLoaded().worker.createRouter({ mediaCodecs: MEDIA_CODECS });
  const options = { listenInfo: { protocol: 'udp', ip: '127.0.0.1' }, comedia: true, rtcpMux: true } as const;
  send = await router.createPlainTransport(options);
  receive = await router.createPlainTransport(options);
  socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
});
afterEach(async () => {
  socket.close();
  pool.close();
  await pool.ended();
});

/** https://www.rfc-editor.org/rfc/rfc3550#section-5.1 */
const packetOf = (parameters: types.RtpParameters, sequence: number): Buffer => {
  const packet = Buffer.alloc(12 + PAYLOAD_BYTES, 1);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(parameters.codecs[0]?.payloadType ?? 0, 1);
  packet.writeUInt16BE(sequence, 2);
  packet.writeUInt32BE(sequence * TICKS, 4);
  packet.writeUInt32BE(parameters.encodings?.[0]?.ssrc ?? 0, 8);
  return packet;
};

/** Sends packets from `first` on, evenly, except those that get lost. */
const stream = async (
  parameters: types.RtpParameters,
  first: number,
  isLost: (sequence: number) => boolean,
): Promise<void> => {
  for (let sequence = first; sequence < first + PACKETS; sequence += 1) {
    if (!isLost(sequence)) {
      socket.send(packetOf(parameters, sequence), send.tuple.localPort, '127.0.0.1');
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
};

describe('a peer is measured', () => {
  it('from one look to the next: loss, bitrate, jitter and score', async () => {
    const parameters = { ...opusParameters(), rtcp: { cname: 'test', reducedSize: true } };
    const producer = await send.produce({ kind: 'audio', rtpParameters: parameters });
    const meter = new TransportMeter(send, receive);
    const look = async (): ReturnType<TransportMeter['measure']> =>
      serverQuality.parse(await meter.measure({ producers: [producer], consumers: [] }));

    // Nothing came: there is nothing to say about how.
    expect(await look()).toEqual({
      receivedLossPercent: null,
      receivedBps: 0,
      sentBps: 0,
      jitterMs: null,
      roundTripMs: null,
      score: null,
    });

    const startMs = performance.now();
    await stream(parameters, 1, () => false);
    const good = await look();
    const bits = (PACKETS * (12 + PAYLOAD_BYTES) * 8) / ((performance.now() - startMs) / 1_000);
    expect(good.receivedLossPercent).toBe(0);
    expect(good.receivedBps / bits).toBeCloseTo(1, 0);
    expect(good.jitterMs).toBeGreaterThan(0);
    expect(good.score).toBe(10);

    await stream(parameters, 1 + PACKETS, (sequence) => sequence % 10 === 5);
    // The worker counts losses with its reports, a few seconds apart.
    let lost = 0;
    while (lost < PACKETS / 10) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const [stats] = await producer.getStats();
      lost = stats?.packetsLost ?? 0;
    }
    const bad = await look();
    expect(bad.receivedLossPercent).toBeGreaterThan(8);
    expect(bad.receivedLossPercent).toBeLessThan(12);

    // A closed gate sends nothing, and loses nothing.
    expect(await look()).toMatchObject({ receivedLossPercent: null, jitterMs: null, score: null });
  });

  it('not when it is gone', async () => {
    const meter = new TransportMeter(send, receive);
    send.close();
    await expect(meter.measure({ producers: [], consumers: [] })).rejects.toThrow();
  });
});
