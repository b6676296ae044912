/** What is remembered of calls: how they go, and who was where (S19). */
import { AssertionError } from 'node:assert';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VoiceVisit } from '../../common/quality.ts';
import { config } from '../config.ts';
import { Guest } from '../fakes/Guest.ts';
import { makeFolder, makeWebDir, Party } from '../fakes/party.ts';
import { ServerProcess } from '../fakes/ServerProcess.ts';

const QUALITY = {
  sentLossPercent: 1,
  sentBps: 40_000,
  receivedLossPercent: 2,
  receivedBps: 80_000,
  jitterMs: 3,
  roundTripMs: 20,
  concealedPercent: null,
};
/** Visits are written behind the events. */
const WRITTEN_MS = 3_000;

let folder: string;
let parties: Party[];
let processes: ServerProcess[];

beforeEach(async () => {
  folder = await makeFolder();
  parties = [];
  processes = [];
});
afterEach(async () => {
  await Promise.all(parties.map(async (party) => party.close()));
  await Promise.all(processes.map(async (process) => process.kill()));
  await rm(folder, { recursive: true, force: true });
});

const openParty = async (): Promise<Party> => {
  const party = await Party.open({ dataDir: folder });
  parties.push(party);
  return party;
};

/** Until the history is as it should be. @throws AssertionError with what it was in the end */
const history = async (owner: Guest, fits: (visits: readonly VoiceVisit[]) => boolean): Promise<VoiceVisit[]> => {
  const endMs = performance.now() + WRITTEN_MS;
  for (;;) {
    const { visits } = await owner.ask('loadVoiceHistory', { limit: 100 });
    if (fits(visits)) {
      return visits;
    }
    if (performance.now() > endMs) {
      throw new AssertionError({ message: `not the history: ${JSON.stringify(visits)}` });
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const ended = (count: number) => (visits: readonly VoiceVisit[]) =>
  visits.filter(({ toMs }) => toMs !== null).length === count;

describe('the history (S19)', () => {
  it('has each stay with its channel, times and end; a switch is two', async () => {
    const party = await openParty();
    const owner = await party.guest('Olga');
    const guest = await party.guest('Gus');
    const startMs = Date.now();
    await guest.joinVoice(guest.voiceChannel('Lounge'));
    const [stay] = await history(owner, (visits) => visits.length === 1);
    expect(stay).toMatchObject({
      memberId: guest.id,
      memberName: 'Gus',
      channelId: 'lounge',
      toMs: null,
      reason: null,
    });
    expect(stay?.fromMs).toBeGreaterThanOrEqual(startMs);
    await guest.joinVoice(guest.voiceChannel('Games'));
    await guest.ask('leaveVoice', {});
    const visits = await history(owner, ended(2));
    expect(visits).toMatchObject([
      { channelId: 'games', reason: 'left', worstLossPercent: null },
      { channelId: 'lounge', reason: 'moved' },
    ]);
    const [second, first] = visits;
    expect(first?.toMs).toBeGreaterThanOrEqual(first?.fromMs ?? Infinity);
    expect(second?.fromMs).toBeGreaterThanOrEqual(first?.fromMs ?? Infinity);
    expect(await owner.ask('pruneVoiceHistory', { beforeMs: Date.now() + 1 })).toEqual({ removed: 2 });
    expect((await owner.ask('loadVoiceHistory', { limit: 1 })).visits).toEqual([]);
  });

  it('ends with the server, and is there when it is back', async () => {
    const party = await openParty();
    const owner = await party.guest('Olga');
    await owner.joinVoice(owner.voiceChannel('Lounge'));
    await owner.ask('reportQuality', { ...QUALITY, sentLossPercent: 12.5 });
    const { token } = owner.welcome;
    await party.close();
    const back = await (await openParty()).connect();
    await back.authenticate({ kind: 'session', token });
    const { visits } = await back.ask('loadVoiceHistory', { limit: 10 });
    expect(visits).toMatchObject([{ memberName: 'Olga', reason: 'server_stopping', worstLossPercent: 12.5 }]);
  });

  it('knows of a call that a crash ended', async () => {
    const args = ['server/main.ts', '--host', '127.0.0.1', '--port', '0', '--media-port', '0', '--owner', 'first'];
    const env = {
      YANKCORD_WEB_DIR: await makeWebDir(folder),
      YANKCORD_DATA: join(folder, 'data'),
      MEDIA_WORKER_COUNT: '1',
      ...(config.workerBin === undefined ? {} : { MEDIASOUP_WORKER_BIN: config.workerBin }),
    };
    const start = async (): Promise<ServerProcess> => {
      const process = await ServerProcess.start({ args, env });
      processes.push(process);
      return process;
    };
    const first = await start();
    const owner = await Guest.join(first.url, 'Olga');
    await owner.joinVoice(owner.voiceChannel('Lounge'));
    await history(owner, (visits) => visits.length === 1);
    await first.kill();
    const killedMs = Date.now();
    owner.close();
    const second = await start();
    const back = await Guest.resume(second.url, owner.welcome.token);
    const { visits } = await back.ask('loadVoiceHistory', { limit: 10 });
    expect(visits).toMatchObject([{ memberName: 'Olga', reason: 'server_stopping' }]);
    // When it was noted last, which on a slow machine is later than its beginning.
    expect(visits[0]?.toMs).toBeGreaterThanOrEqual(visits[0]?.fromMs ?? Infinity);
    expect(visits[0]?.toMs).toBeLessThanOrEqual(killedMs);
    back.close();
  });
});

describe('the quality of a call (S19)', () => {
  it('is there for whoever sees the channel: what the server measures, and what the client reports', async () => {
    const party = await openParty();
    const [anna, ben] = await Promise.all([party.guest('Anna'), party.guest('Ben')]);
    await anna.joinVoice(anna.voiceChannel('Lounge'));
    await anna.produce();
    expect(await ben.ask('loadQuality', { memberId: anna.id })).toEqual({ samples: [] });
    await anna.ask('reportQuality', QUALITY);
    const endMs = performance.now() + 10_000;
    let samples: unknown[] = [];
    while (samples.length === 0 && performance.now() < endMs) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      ({ samples } = await ben.ask('loadQuality', { memberId: anna.id }));
    }
    // Nobody is at the other end of these transports: nothing came.
    const server = { receivedLossPercent: null, receivedBps: 0, sentBps: 0, jitterMs: null, roundTripMs: null };
    expect(samples).toMatchObject([{ client: QUALITY, server }]);
    const share = {
      wantedEncoder: 'h264_nvenc',
      encoder: 'libx264',
      fallback: 'no card',
      grabRate: 30,
      rate: 28,
    } as const;
    const more = {
      bitrateBps: 9e5,
      dropped: 2,
      repeated: 1,
      restarts: 1,
      pressure: 'network',
      wantedBps: 2e6,
      sentBps: 9e5,
    } as const;
    await anna.ask('reportQuality', { ...QUALITY, share: { ...share, ...more } });
    while (samples.length < 2 && performance.now() < endMs + 10_000) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      ({ samples } = await ben.ask('loadQuality', { memberId: anna.id }));
    }
    expect(samples[1]).toMatchObject({ client: { ...QUALITY, share: { ...share, ...more } } });
    await expect(
      anna.ask('reportQuality', { ...QUALITY, share: { ...share, ...more, fallback: 'x'.repeat(301) } }),
    ).rejects.toMatchObject({ code: 'invalid' });
    await anna.ask('leaveVoice', {});
    await expect(ben.ask('loadQuality', { memberId: anna.id })).rejects.toMatchObject({ code: 'not_found' });
  });
});
