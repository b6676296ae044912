import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { channelId, memberId, peerId } from '../../../../common/ids.ts';
import { SILENT_LOG } from '../../../../common/log.ts';
import type { ClientQuality, QualitySample, ServerQuality } from '../../../../common/quality.ts';
import type { MeasuredPeer } from '../../../../server/quality/MeasuredPeer.ts';
import { QualityBoard, SAMPLE_INTERVAL_MS, SAMPLES_MAX } from '../../../../server/quality/QualityBoard.ts';

const lounge = channelId.parse('lounge');
const client: ClientQuality = {
  sentLossPercent: 1,
  sentBps: 40_000,
  receivedLossPercent: 2,
  receivedBps: 80_000,
  jitterMs: 3,
  roundTripMs: 20,
  concealedPercent: 0,
};
const server: ServerQuality = {
  receivedLossPercent: 0.5,
  receivedBps: 40_000,
  sentBps: 80_000,
  jitterMs: 2,
  roundTripMs: null,
  score: 10,
};

const peerOf = (name: string, measure: () => Promise<ServerQuality> = () => Promise.resolve(server)): MeasuredPeer => ({
  id: peerId.parse(`peer-of-${name}`),
  memberId: memberId.parse(name),
  measure,
});

const anna = memberId.parse('anna');
let board: QualityBoard;
let samples: QualitySample[];

const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
};

beforeEach(() => {
  vi.useFakeTimers();
  board = new QualityBoard(SILENT_LOG);
  samples = [];
  board.events.on('sampled', ({ sample }) => samples.push(sample));
});
afterEach(() => {
  board.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('a peer in a call', () => {
  it('is looked at every five seconds; a report counts once', async () => {
    board.add(peerOf('anna'), lounge);
    expect(board.report(anna, client)).toBe(true);
    await pass(SAMPLE_INTERVAL_MS + 250);
    expect(board.look(anna)).toMatchObject({ channelId: lounge, samples: [{ client, server }] });
    await pass(SAMPLE_INTERVAL_MS);
    expect(board.look(anna)?.samples.map((sample) => sample.client)).toEqual([client, null]);
    await pass(SAMPLE_INTERVAL_MS * 8);
    expect(board.look(anna)?.samples).toHaveLength(10);
  });

  it('among two hundred is looked at more seldom, and all of them within twenty seconds', async () => {
    for (let come = 0; come < 200; come += 1) {
      board.add(peerOf(`m${String(come)}`), lounge);
    }
    await pass(20_000);
    const first = samples.length;
    expect(first).toBeGreaterThanOrEqual(200);
    await pass(60_000);
    expect(samples.length - first).toBeLessThanOrEqual(60 * 10 * 1.1);
  });

  it('keeps the last minutes only', async () => {
    board.add(peerOf('anna'), lounge);
    await pass(SAMPLE_INTERVAL_MS * (SAMPLES_MAX + 5));
    const kept = board.look(anna)?.samples ?? [];
    expect(kept).toHaveLength(SAMPLES_MAX);
    expect(kept.at(-1)).toBe(samples.at(-1));
    expect(samples.length).toBeGreaterThan(SAMPLES_MAX);
  });

  it('that cannot be measured still has what its client says', async () => {
    const failing = peerOf('anna', () => Promise.reject(new Error('closed')));
    board.add(failing, lounge);
    board.report(anna, client);
    await pass(SAMPLE_INTERVAL_MS + 250);
    expect(board.look(anna)?.samples).toMatchObject([{ client, server: null }]);
  });

  it('is not asked again while it does not answer', async () => {
    let asked = 0;
    board.add(
      peerOf('anna', () => {
        asked += 1;
        return new Promise(() => undefined);
      }),
      lounge,
    );
    await pass(SAMPLE_INTERVAL_MS * 4);
    expect(asked).toBe(1);
    expect(samples).toEqual([]);
  });

  it('is told its worst loss when it leaves, in either direction, and is forgotten', async () => {
    const peer = peerOf('anna');
    board.add(peer, lounge);
    board.report(anna, { ...client, receivedLossPercent: 7 });
    await pass(SAMPLE_INTERVAL_MS * 3);
    expect(board.remove(peer.id)).toBe(7);
    expect(board.look(anna)).toBeUndefined();
    expect(board.report(anna, client)).toBe(false);
    expect(board.remove(peer.id)).toBeNull();
  });

  it('counts every report, though the latest alone is sampled', () => {
    const peer = peerOf('anna');
    board.add(peer, lounge);
    board.report(anna, { ...client, sentLossPercent: 9 });
    board.report(anna, client);
    expect(board.remove(peer.id)).toBe(9);
  });

  it('whose connection is poor for two looks is told to the others once, and once when it is good again', async () => {
    const told: unknown[] = [];
    board.events.on('judged', ({ verdicts }) => told.push(verdicts));
    board.add(peerOf('anna'), lounge);
    const looks = async (count: number, sentLossPercent: number): Promise<void> => {
      for (let look = 0; look < count; look += 1) {
        board.report(anna, { ...client, sentLossPercent });
        await pass(SAMPLE_INTERVAL_MS);
      }
      await pass(1_000);
    };
    await looks(1, 30);
    await looks(2, 1);
    expect(told).toEqual([]);
    await looks(6, 30);
    expect(told).toEqual([[{ memberId: anna, poor: true }]]);
    await looks(6, 1);
    expect(told).toEqual([[{ memberId: anna, poor: true }], [{ memberId: anna, poor: false }]]);
  });

  it('among many that go bad at once is told together with them, once a second at most', async () => {
    const told: number[] = [];
    board.events.on('judged', ({ verdicts }) => told.push(verdicts.length));
    for (let come = 0; come < 100; come += 1) {
      board.add(
        peerOf(`m${String(come)}`, () => Promise.resolve({ ...server, receivedLossPercent: 40 })),
        lounge,
      );
    }
    await pass(60_000);
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(100);
    expect(told.length).toBeLessThanOrEqual(25);
  });

  it('that leaves while it is measured is not sampled', async () => {
    const { promise, resolve } = Promise.withResolvers<ServerQuality>();
    const peer = peerOf('anna', () => promise);
    board.add(peer, lounge);
    await pass(SAMPLE_INTERVAL_MS + 250);
    board.remove(peer.id);
    resolve(server);
    await pass(1);
    expect(samples).toEqual([]);
  });

  it('that moved is found where it is now', async () => {
    const first = peerOf('anna');
    const second: MeasuredPeer = { ...first, id: peerId.parse('another') };
    board.add(first, lounge);
    board.add(second, channelId.parse('games'));
    expect(board.look(anna)?.channelId).toBe('games');
    board.remove(first.id);
    expect(board.look(anna)?.channelId).toBe('games');
    await pass(1);
  });
});

describe('many peers that come at once', () => {
  it('are looked at spread over the interval', async () => {
    const times: number[] = [];
    for (let index = 0; index < 200; index += 1) {
      board.add(
        peerOf(`member-${String(index)}`, () => {
          times.push(performance.now());
          return Promise.resolve(server);
        }),
        lounge,
      );
    }
    await pass(20_000);
    const perTick = new Map<number, number>();
    for (const time of times) {
      perTick.set(time, (perTick.get(time) ?? 0) + 1);
    }
    expect(times.length).toBeGreaterThanOrEqual(200);
    expect(Math.max(...perTick.values())).toBeLessThan(50);
  });
});
