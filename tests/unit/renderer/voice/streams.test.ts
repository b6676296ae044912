import { describe, expect, it } from 'vitest';
import { lookAtStreams, maskAddress, streamsOf, wayOf } from '../../../../renderer/voice/streams.ts';

/** As Chromium reports a transport by which somebody is heard, at the `second` second. */
const receiving = (second: number): ReadonlyMap<string, unknown> =>
  new Map(
    [
      { type: 'codec', id: 'C1', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
      { type: 'transport', id: 'T1', selectedCandidatePairId: 'P1' },
      { type: 'candidate-pair', id: 'P0', nominated: true, state: 'succeeded', remoteCandidateId: 'R0' },
      { type: 'candidate-pair', id: 'P1', nominated: true, state: 'succeeded', remoteCandidateId: 'R1' },
      { type: 'remote-candidate', id: 'R0', address: '192.0.2.1', port: 1, protocol: 'udp' },
      { type: 'remote-candidate', id: 'R1', address: '192.0.2.7', port: 7_881, protocol: 'tcp' },
      {
        type: 'inbound-rtp',
        id: 'I1',
        kind: 'audio',
        codecId: 'C1',
        trackIdentifier: 'track of Ben',
        packetsReceived: 45 * second,
        packetsLost: 5 * second,
        bytesReceived: 4_000 * second,
        jitter: 0.004,
        jitterBufferDelay: 48_000 * second * 0.06,
        jitterBufferEmittedCount: 48_000 * second,
        totalSamplesReceived: 48_000 * second,
        concealedSamples: 4_800 * second,
        silentConcealedSamples: 2_400 * second,
        audioLevel: 0.1,
      },
    ].map((stat): [string, unknown] => [stat.id, stat]),
  );

/** The same of the one by which the own microphone is sent; its ids may be those of the other. */
const sending = (second: number): ReadonlyMap<string, unknown> =>
  new Map(
    [
      { type: 'codec', id: 'C1', mimeType: 'audio/opus', clockRate: 48_000 },
      { type: 'media-source', id: 'S1', kind: 'audio', audioLevel: 0 },
      {
        type: 'outbound-rtp',
        id: 'O1',
        kind: 'audio',
        codecId: 'C1',
        mediaSourceId: 'S1',
        packetsSent: 50 * second,
        bytesSent: 8_000 * second,
      },
      { type: 'remote-inbound-rtp', id: 'RI1', localId: 'O1', fractionLost: 0.25, jitter: 0.002 },
      { type: 'strange', id: 'X' },
    ].map((stat): [string, unknown] => [stat.id, stat]),
  );

const lookAt = (second: number): ReturnType<typeof lookAtStreams> =>
  lookAtStreams(second * 1_000, [receiving(second), sending(second)]);

describe('streams', () => {
  it('are measured between two looks', () => {
    const [heard, sent] = streamsOf(lookAt(3), lookAt(1));
    expect(heard).toEqual({
      id: '0 I1',
      direction: 'received',
      kind: 'audio',
      codec: 'opus 48 kHz',
      packets: 135,
      bytes: 12_000,
      bps: 32_000,
      lossPercent: 10,
      jitterMs: 4,
      bufferMs: 60,
      concealedPercent: 5,
      levelDb: -20,
      trackId: 'track of Ben',
      picture: undefined,
    });
    expect(sent).toMatchObject({
      id: '1 O1',
      direction: 'sent',
      packets: 150,
      bps: 64_000,
      lossPercent: 25,
      jitterMs: 2,
      levelDb: -100,
      bufferMs: null,
    });
  });

  it('that are silent are not measured', () => {
    const silent = { ...lookAt(3), atMs: 5_000 };
    expect(streamsOf(silent, lookAt(3))[0]).toMatchObject({ bps: 0, lossPercent: null, jitterMs: null, levelDb: null });
  });

  it('of pictures tell their size, layer, who makes them and what holds them back', () => {
    const size = { frameWidth: 640, frameHeight: 360, framesPerSecond: 30 };
    const picture = { type: 'outbound-rtp', id: 'O2', kind: 'video', packetsSent: 9, bytesSent: 9, ...size };
    const layers = new Map<string, unknown>([
      ['O2', { ...picture, rid: 'r1', qualityLimitationReason: 'bandwidth', encoderImplementation: 'libvpx' }],
      ['O3', { ...picture, id: 'O3', rid: 'r2', active: false, qualityLimitationReason: 'sunspots' }],
    ]);
    const seen = {
      type: 'inbound-rtp',
      id: 'I2',
      kind: 'video',
      ...size,
      framesDropped: 3,
      decoderImplementation: 'dav1d',
    };
    const reports = streamsOf(lookAtStreams(0, [new Map([['I2', seen]]), layers]), undefined);
    expect(reports.map(({ picture: found }) => found)).toEqual([
      {
        size: { width: 640, height: 360 },
        fps: 30,
        layer: undefined,
        paused: false,
        limitedBy: undefined,
        coder: 'dav1d',
        dropped: 3,
      },
      {
        size: { width: 640, height: 360 },
        fps: 30,
        layer: 'r1',
        paused: false,
        limitedBy: 'bandwidth',
        coder: 'libvpx',
        dropped: null,
      },
      {
        size: { width: 640, height: 360 },
        fps: 30,
        layer: 'r2',
        paused: true,
        limitedBy: undefined,
        coder: undefined,
        dropped: null,
      },
    ]);
  });

  it('have no rate at the first look', () => {
    expect(streamsOf(lookAt(1), undefined).map(({ bps }) => bps)).toEqual([null, null]);
  });
});

describe('the way', () => {
  it('is that of the pair in use', () => {
    expect(wayOf(lookAt(1))).toEqual({ protocol: 'TCP', endpoint: '192.0.2.7:7881' });
  });

  it('is unknown before there is one', () => {
    expect(wayOf(lookAtStreams(0, [sending(1)]))).toEqual({ protocol: undefined, endpoint: undefined });
  });

  it.each([
    ['192.0.2.7:7881', '192.x.x.x:7881'],
    ['[2001:db8::7]:7881', '[2001:x]:7881'],
    ['a1b2.local:9', 'x:9'],
    ['192.0.2.7', '192.x.x.x'],
  ])('%s is given away as %s', (endpoint, masked) => {
    expect(maskAddress(endpoint)).toBe(masked);
  });
});
