/** What the owner may change, and what members may ask about calls, as seen from outside. */
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { observer, type types } from 'mediasoup';
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel, VoiceChannel } from '../../common/community.ts';
import { channelId, memberId } from '../../common/ids.ts';
import { health } from '../../common/signaling.ts';
import { Database } from '../../server/store/Database.ts';
import { loadVoiceStates } from '../../server/store/voiceStates.ts';
import { refusalOf, type Guest } from '../fakes/Guest.ts';
import { fetchFrom } from '../fakes/https.ts';
import { eventually, makeFolder, Party } from '../fakes/party.ts';

const parties: Party[] = [];

const openParty = async (dataDir?: string): Promise<Party> => {
  const party = await Party.open(dataDir === undefined ? {} : { dataDir });
  parties.push(party);
  return party;
};

/** The owner, who comes first, and another guest. */
const openPair = async (): Promise<{ party: Party; owner: Guest; guest: Guest }> => {
  const party = await openParty();
  const owner = await party.guest('Olga');
  return { party, owner, guest: await party.guest('Gus') };
};

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const [result] = await Promise.allSettled([work]);
  return refusalOf(result).code;
};

const isWebRtc = (transport: types.Transport): transport is types.WebRtcTransport => transport.type === 'webrtc';

const isEqual = (channel: Channel, { opus }: Pick<VoiceChannel, 'opus'>): boolean =>
  channel.kind === 'voice' && JSON.stringify(channel.opus) === JSON.stringify(opus);

afterEach(async () => {
  await Promise.all(parties.splice(0).map(async (party) => party.close()));
});

const OPUS = { bitrateBps: 96_000, dtx: false, fec: true, stereo: true };
const QUALITY = {
  sentLossPercent: 1,
  sentBps: 40_000,
  receivedLossPercent: 2,
  receivedBps: 80_000,
  jitterMs: 3,
  roundTripMs: 20,
  concealedPercent: null,
};

describe('the owner', () => {
  it('is who came first, of several at once exactly one, and known to everyone', async () => {
    const party = await openParty();
    const guests = await party.guests('Anna', 'Ben', 'Cara', 'Dan');
    const last = await party.guest('Eve');
    const owners = last.welcome.members.filter(({ owner }) => owner);
    expect(owners).toHaveLength(1);
    expect(guests.map(({ id }) => id)).toContain(owners[0]?.id);
    const owner = guests.find(({ id }) => id === owners[0]?.id);
    const again = owner === undefined ? undefined : await party.again(owner);
    expect(again?.welcome.members.find(({ id }) => id === owner?.id)?.owner).toBe(true);
  });
});

describe('settings of a voice channel (S1)', () => {
  it('are stored, told to everyone, and found by those who come later', async () => {
    const folder = await makeFolder();
    const party = await openParty(folder);
    const owner = await party.guest('Olga');
    const guest = await party.guest('Gus');
    const lounge = owner.voiceChannel('Lounge');
    const { channel } = await owner.ask('updateVoiceChannel', { channelId: lounge, opus: OPUS, memberLimit: 5 });
    expect(channel).toMatchObject({ kind: 'voice', name: 'Lounge', opus: OPUS, memberLimit: 5, peerBitrateBps: 0 });
    expect(await guest.hears('channelChanged')).toEqual({ channel });
    expect(await owner.hears('channelChanged')).toEqual({ channel });
    const second = await owner.ask('updateVoiceChannel', { channelId: lounge, peerBitrateBps: 2_000_000 });
    expect(second.channel).toEqual({ ...channel, peerBitrateBps: 2_000_000 });
    await guest.hears('channelChanged', (told) => told.channel.kind === 'voice' && told.channel.peerBitrateBps > 0);

    const later = await party.guest('Lea');
    expect(later.welcome.channels.find(({ id }) => id === lounge)).toEqual(second.channel);
    await party.close();
    const restarted = await openParty(folder);
    expect((await restarted.guest('Max')).welcome.channels.find(({ id }) => id === lounge)).toEqual(second.channel);
    await rm(folder, { recursive: true });
  });

  it('reach a running call: its people and its transports, by a new value of one of them', async () => {
    const transports: types.WebRtcTransport[] = [];
    const watch = (worker: types.Worker): void => {
      worker.observer.on('newrouter', (router) => {
        router.observer.on('newtransport', (transport) => {
          if (isWebRtc(transport)) {
            transports.push(transport);
          }
        });
      });
    };
    observer.on('newworker', watch);
    const { owner, guest } = await openPair();
    observer.off('newworker', watch);
    const lounge = owner.voiceChannel('Lounge');
    await Promise.all([owner.joinVoice(lounge), guest.joinVoice(lounge)]);
    await guest.produce();
    /** Of those that limit what is sent at all, as the worker has it. */
    const limitsOf = async (): Promise<number[]> => {
      const stats = await Promise.all(transports.map(async (transport) => transport.getStats()));
      return stats.flat().flatMap(({ maxIncomingBitrate }) => maxIncomingBitrate ?? []);
    };
    await owner.ask('updateVoiceChannel', { channelId: lounge, peerBitrateBps: 300_000 });
    expect(await limitsOf()).toEqual([300_000, 300_000]);
    await owner.ask('updateVoiceChannel', { channelId: lounge, peerBitrateBps: 200_000 });
    expect(await limitsOf()).toEqual([200_000, 200_000]);
    for (const opus of [
      { ...OPUS, dtx: true },
      { ...OPUS, dtx: true, fec: false },
      { ...OPUS, dtx: true, fec: false, stereo: false },
      { ...OPUS, dtx: true, fec: false, stereo: false, bitrateBps: 24_000 },
    ]) {
      await owner.ask('updateVoiceChannel', { channelId: lounge, opus });
      for (const listener of [owner, guest]) {
        await listener.hears('channelChanged', ({ channel }) => isEqual(channel, { opus }));
      }
    }
    // Nobody had to come again for it.
    expect(guest.heard('voiceEnded')).toEqual([]);
    expect(transports.filter(({ closed }) => !closed)).toHaveLength(4);
  });

  it('are in force at once: a limit keeps the next one out', async () => {
    const { owner, guest } = await openPair();
    const lounge = owner.voiceChannel('Lounge');
    await owner.joinVoice(lounge);
    await owner.ask('updateVoiceChannel', { channelId: lounge, memberLimit: 1 });
    expect(await codeOf(guest.joinVoice(lounge))).toBe('channel_full');
    await owner.ask('updateVoiceChannel', { channelId: lounge, memberLimit: 2 });
    await guest.joinVoice(lounge);
  });

  it('are changed one after the other, and told only where they change', async () => {
    const { owner, guest } = await openPair();
    const lounge = owner.voiceChannel('Lounge');
    await Promise.all([
      owner.ask('updateVoiceChannel', { channelId: lounge, memberLimit: 9 }),
      owner.ask('updateVoiceChannel', { channelId: lounge, opus: OPUS }),
      owner.ask('updateVoiceChannel', { channelId: lounge, peerBitrateBps: 500_000 }),
    ]);
    await owner.ask('updateVoiceChannel', { channelId: lounge });
    const { channel } = await owner.ask('updateVoiceChannel', { channelId: lounge, memberLimit: 9, opus: OPUS });
    expect(channel).toMatchObject({ memberLimit: 9, opus: OPUS, peerBitrateBps: 500_000 });
    await guest.hears('channelChanged', (told) => JSON.stringify(told.channel) === JSON.stringify(channel));
    expect(guest.heard('channelChanged')).toHaveLength(3);
  });

  it('are the owner’s alone, of channels that there are, within limits', async () => {
    const { owner, guest } = await openPair();
    const lounge = owner.voiceChannel('Lounge');
    expect(await codeOf(guest.ask('updateVoiceChannel', { channelId: lounge, memberLimit: 1 }))).toBe('forbidden');
    const nowhere = channelId.parse('nowhere');
    expect(await codeOf(owner.ask('updateVoiceChannel', { channelId: nowhere, memberLimit: 1 }))).toBe('not_found');
    expect(await codeOf(guest.ask('updateVoiceChannel', { channelId: nowhere, memberLimit: 1 }))).toBe('not_found');
    const text = owner.textChannel();
    expect(await codeOf(owner.ask('updateVoiceChannel', { channelId: text, memberLimit: 1 }))).toBe('not_found');
    for (const bad of [{ memberLimit: -1 }, { opus: { ...OPUS, bitrateBps: 5 } }, { peerBitrateBps: 0.5 }]) {
      expect(await codeOf(owner.ask('updateVoiceChannel', { channelId: lounge, ...bad }))).toBe('invalid');
    }
    expect(guest.heard('channelChanged')).toEqual([]);
  });
});

describe('a mute by a moderator', () => {
  it('is the owner’s to give, of members that there are, and is stored', async () => {
    const { party, owner, guest } = await openPair();
    expect(await codeOf(guest.ask('serverMute', { memberId: owner.id, muted: true }))).toBe('forbidden');
    const nobody = memberId.parse('nobody');
    expect(await codeOf(owner.ask('serverMute', { memberId: nobody, muted: true }))).toBe('not_found');
    await owner.ask('serverMute', { memberId: guest.id, muted: true });
    const database = await Database.open(join(party.dataDir, 'data'));
    expect(await loadVoiceStates(database)).toMatchObject([{ memberId: guest.id, serverMuted: true, muted: false }]);
    await owner.ask('serverMute', { memberId: guest.id, muted: false });
    expect(await loadVoiceStates(database)).toMatchObject([{ memberId: guest.id, serverMuted: false }]);
    database.close();
  });
});

describe('quality and history', () => {
  it('are refused where there is no call, or no right to see them', async () => {
    const { owner, guest } = await openPair();
    expect(await codeOf(guest.ask('reportQuality', QUALITY))).toBe('not_in_voice');
    expect(await codeOf(guest.ask('reportQuality', { ...QUALITY, jitterMs: -1 }))).toBe('invalid');
    expect(await codeOf(guest.ask('loadQuality', { memberId: owner.id }))).toBe('not_found');
    expect(await codeOf(guest.ask('loadVoiceHistory', { limit: 10 }))).toBe('forbidden');
    expect(await codeOf(guest.ask('pruneVoiceHistory', { beforeMs: 1 }))).toBe('forbidden');
    expect(await codeOf(owner.ask('loadVoiceHistory', { limit: 101 }))).toBe('invalid');
    expect(await owner.ask('loadVoiceHistory', { limit: 10 })).toEqual({ visits: [], more: false });
    expect(await owner.ask('pruneVoiceHistory', { beforeMs: 1 })).toEqual({ removed: 0 });
  });

  it('a connection that is poor for a while is told to the others once, and to those who come', async () => {
    const { party, owner, guest } = await openPair();
    await owner.joinVoice(owner.voiceChannel('Lounge'));
    await guest.joinVoice(guest.voiceChannel('Lounge'));
    const poor = { ...QUALITY, sentLossPercent: 40 };
    const told = (): unknown[] =>
      owner.heard('roomChanged').flatMap(({ events }) => events.filter((event) => event.kind === 'stateChanged'));
    const reporting = setInterval(() => {
      void guest.ask('reportQuality', poor);
    }, 1_000);
    try {
      await eventually(() => told().length > 0, told, 30_000);
    } finally {
      clearInterval(reporting);
    }
    expect(told()).toMatchObject([{ memberId: guest.id, poor: true, muted: false }]);
    const late = await party.guest('Late');
    expect(late.welcome.voice.find(({ memberId }) => memberId === guest.id)?.poor).toBe(true);
    // Nothing of it is left in another call.
    await guest.joinVoice(guest.voiceChannel('Games'));
    const later = await party.guest('Later');
    expect(later.welcome.voice.find(({ memberId }) => memberId === guest.id)?.poor).toBe(false);
  }, 40_000);
});

describe('the condition of the server', () => {
  it('tells those who manage it what is kept, how it runs, and when a backup was made', async () => {
    const { owner, guest } = await openPair();
    await guest.joinVoice(guest.voiceChannel('Lounge'));
    await guest.ask('sendMessage', { channelId: guest.textChannel(), body: 'kept', nonce: 'nonce-of-what-is-kept' });
    expect(await codeOf(guest.ask('loadCondition', {}))).toBe('forbidden');
    const condition = await owner.ask('loadCondition', {});
    expect(condition).toMatchObject({
      online: 2,
      inCalls: 1,
      workers: [{ running: true, rooms: 1 }],
      storage: { members: 2, messages: 1, files: 0, filesBytes: 0 },
      backup: { lastMs: null },
    });
    expect(condition.startedMs).toBeLessThanOrEqual(Date.now());
    expect(condition.storage.databaseBytes).toBeGreaterThan(4_096);
    expect(condition.storage.freeBytes).toBeGreaterThan(0);
    expect(condition.memoryBytes).toBeGreaterThan(1e6);
    expect(condition.busyPercent).toBeLessThanOrEqual(100);
  });
});

describe('the health of the server', () => {
  it('tells each worker, and where rooms are', async () => {
    const { party, owner } = await openPair();
    const look = async (): Promise<unknown> => {
      const { body } = await fetchFrom(`${party.url}/healthz`);
      return health.parse(JSON.parse(body)).workers;
    };
    await owner.joinVoice(owner.voiceChannel('Lounge'));
    expect(await look()).toMatchObject({ running: 1, wanted: 1, each: [{ running: true, rooms: 1 }] });
  });
});
