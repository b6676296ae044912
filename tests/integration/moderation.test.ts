/** What a moderator may do about who is in a call. */
import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { memberId } from '../../common/ids.ts';
import { Guest, refusalOf } from '../fakes/Guest.ts';
import { eventually, makeFolder, Party, type PartyOptions } from '../fakes/party.ts';

let party: Party | undefined;

/** The owner, who comes first, and two guests in the Lounge. */
const openCall = async (options: PartyOptions = {}): Promise<Record<'owner' | 'gus' | 'eve', Guest>> => {
  party = await Party.open(options);
  const owner = await party.guest('Olga');
  const [gus, eve] = [await party.guest('Gus'), await party.guest('Eve')];
  for (const guest of [gus, eve]) {
    await guest.joinVoice(guest.voiceChannel('Lounge'));
  }
  return { owner, gus, eve };
};

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const [result] = await Promise.allSettled([work]);
  return refusalOf(result).code;
};

/** Names of those that a newcomer is told to be in a call, with their channels. */
const present = async (): Promise<Record<string, string>> => {
  const guest = await party?.guest(`Looker ${String(performance.now())}`);
  const names = new Map(guest?.welcome.members.map((member) => [member.id, member.name]));
  const entries = guest?.welcome.voice.map((one) => [names.get(one.memberId) ?? '', one.channelId]) ?? [];
  guest?.close();
  return Object.fromEntries(entries) as Record<string, string>;
};

afterEach(async () => {
  await party?.close();
  party = undefined;
});

describe('taking somebody out of a call', () => {
  it('ends it for them and for all who see it, and they may come again', async () => {
    const { owner, gus, eve } = await openCall();
    await owner.ask('removeFromVoice', { memberId: gus.id });
    const ended = await gus.hears('voiceEnded');
    expect(ended).toMatchObject({ reason: 'removed', rejoin: false });
    expect(ended.moveTo).toBeUndefined();
    await eve.hears('roomChanged', ({ events }) =>
      events.some((event) => event.kind === 'left' && event.memberId === gus.id && event.reason === 'removed'),
    );
    expect(party?.counts.peers).toBe(1);
    expect(await present()).toEqual({ Eve: 'lounge' });
    expect(await codeOf(gus.ask('setSpeaking', { speaking: true }))).toBe('not_in_voice');
    await gus.joinVoice(gus.voiceChannel('Lounge'));
    expect(await present()).toEqual({ Eve: 'lounge', Gus: 'lounge' });
    const reasonsOfGus = async (): Promise<unknown[]> => {
      const { visits } = await owner.ask('loadVoiceHistory', { limit: 10 });
      return visits.filter(({ memberName }) => memberName === 'Gus').map(({ reason }) => reason);
    };
    await expect.poll(reasonsOfGus, { timeout: 5_000 }).toEqual([null, 'removed']);
  });

  it('is the owner’s alone, and of who is in a call', async () => {
    const { owner, gus, eve } = await openCall();
    expect(await codeOf(gus.ask('removeFromVoice', { memberId: eve.id }))).toBe('forbidden');
    expect(await codeOf(owner.ask('removeFromVoice', { memberId: owner.id }))).toBe('not_in_voice');
    expect(await codeOf(owner.ask('removeFromVoice', { memberId: memberId.parse('nobody') }))).toBe('not_in_voice');
    expect(party?.counts.peers).toBe(2);
    expect(eve.heard('voiceEnded')).toEqual([]);
  });

  it('also ends what only waits for its client to come back', async () => {
    const { owner, gus } = await openCall();
    gus.cut();
    await eventually(() => party?.counts.sockets === 2);
    expect(await codeOf(owner.ask('moveMember', { memberId: gus.id, channelId: gus.voiceChannel('Games') }))).toBe(
      'not_in_voice',
    );
    expect(party?.counts.peers).toBe(2);
    await owner.ask('removeFromVoice', { memberId: gus.id });
    expect(party?.counts.peers).toBe(1);
    expect(await present()).toEqual({ Eve: 'lounge' });
  });
});

describe('moving somebody to another channel', () => {
  it('ends the call there and tells the client where to go on', async () => {
    const { owner, gus } = await openCall();
    const games = gus.voiceChannel('Games');
    await owner.ask('moveMember', { memberId: gus.id, channelId: games });
    expect(await gus.hears('voiceEnded')).toMatchObject({ reason: 'moved', rejoin: false, moveTo: games });
    await gus.joinVoice(games);
    expect(await present()).toEqual({ Eve: 'lounge', Gus: 'games' });
    await owner.ask('moveMember', { memberId: gus.id, channelId: games });
    expect(gus.heard('voiceEnded')).toHaveLength(1);
  });

  it('changes nothing where they may not go: a full channel, none at all, or not the owner’s wish', async () => {
    const { owner, gus, eve } = await openCall();
    const games = gus.voiceChannel('Games');
    await owner.ask('updateVoiceChannel', { channelId: games, memberLimit: 1 });
    await eve.joinVoice(games);
    expect(await codeOf(owner.ask('moveMember', { memberId: gus.id, channelId: games }))).toBe('channel_full');
    expect(await codeOf(owner.ask('moveMember', { memberId: gus.id, channelId: owner.textChannel() }))).toBe(
      'not_found',
    );
    expect(await codeOf(eve.ask('moveMember', { memberId: gus.id, channelId: games }))).toBe('forbidden');
    expect(await codeOf(owner.ask('moveMember', { memberId: owner.id, channelId: games }))).toBe('not_in_voice');
    expect(await present()).toEqual({ Eve: 'games', Gus: 'lounge' });
    expect(gus.heard('voiceEnded')).toEqual([]);
  });
});

describe('a priority speaker', () => {
  const isPriority = (guest: Guest, of: Guest, priority: boolean): Promise<unknown> =>
    guest.hears('roomChanged', ({ events }) =>
      events.some((event) => event.kind === 'stateChanged' && event.memberId === of.id && event.priority === priority),
    );
  const prioritiesOf = async (): Promise<boolean[]> => {
    const looker = await party?.guest(`Looker ${String(performance.now())}`);
    looker?.close();
    return looker?.welcome.voice.map(({ priority }) => priority) ?? [];
  };

  it('is made by the owner alone, at once, for every call, until it is taken back', async () => {
    const { owner, gus, eve } = await openCall();
    expect(await codeOf(eve.ask('setPriority', { memberId: eve.id, priority: true }))).toBe('forbidden');
    expect(await codeOf(owner.ask('setPriority', { memberId: memberId.parse('nobody'), priority: true }))).toBe(
      'not_found',
    );
    expect(await prioritiesOf()).toEqual([false, false]);
    await owner.ask('setPriority', { memberId: gus.id, priority: true });
    await isPriority(eve, gus, true);
    await gus.ask('leaveVoice', {});
    await gus.joinVoice(gus.voiceChannel('Games'));
    expect((await prioritiesOf()).sort()).toEqual([false, true]);
    await owner.ask('setPriority', { memberId: gus.id, priority: false });
    await isPriority(eve, gus, false);
    expect(await prioritiesOf()).toEqual([false, false]);
  });

  it('is one also after the server started again, and while expected back', async () => {
    const dataDir = await makeFolder();
    const { owner, gus } = await openCall({ dataDir });
    await owner.ask('setPriority', { memberId: gus.id, priority: true });
    await party?.server.stop();
    await party?.close();
    party = await Party.open({ dataDir });
    expect((await prioritiesOf()).filter(Boolean)).toHaveLength(1);
    const again = await Guest.resume(party.url, gus.welcome.token);
    await again.joinVoice(again.voiceChannel('Lounge'));
    expect((await prioritiesOf()).filter(Boolean)).toHaveLength(1);
    again.close();
    await party.close();
    party = undefined;
    await rm(dataDir, { recursive: true, force: true });
  });
});
