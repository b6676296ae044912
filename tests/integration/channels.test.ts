/** Channels and categories, as whoever may manage them changes them, and slow mode. */
import { afterEach, describe, expect, it } from 'vitest';
import { CATEGORIES_MAX } from '../../common/channels.ts';
import type { CategoryId, ChannelId } from '../../common/ids.ts';
import type { Channel } from '../../common/community.ts';
import { refusalOf, type Guest } from '../fakes/Guest.ts';
import { makeFolder, Party } from '../fakes/party.ts';

const parties: Party[] = [];

/** The owner, who comes first, and another guest. */
const openPair = async (dataDir?: string): Promise<{ party: Party; owner: Guest; guest: Guest }> => {
  const party = await Party.open(dataDir === undefined ? {} : { dataDir });
  parties.push(party);
  const owner = await party.guest('Olga');
  return { party, owner, guest: await party.guest('Gus') };
};

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const [result] = await Promise.allSettled([work]);
  return refusalOf(result).code;
};

const create = async (
  owner: Guest,
  name: string,
  kind: Channel['kind'] = 'text',
  categoryId: CategoryId | null = null,
): Promise<Channel> => (await owner.ask('createChannel', { kind, name, categoryId })).channel;

/** Names of channels as a newcomer finds them, by category. */
const orderFor = async (party: Party, name: string): Promise<Record<string, string[]>> => {
  const { channels, categories } = (await party.guest(name)).welcome;
  const inOrder = (categoryId: CategoryId | null): string[] =>
    channels
      .filter((channel) => channel.categoryId === categoryId)
      .sort((one, other) => one.position - other.position)
      .map((channel) => channel.name);
  return Object.fromEntries([
    ['', inOrder(null)],
    ...categories.map((category) => [category.name, inOrder(category.id)] as const),
  ]);
};

const write = (who: Guest, channelId: ChannelId, nonce: string): Promise<unknown> =>
  who.ask('sendMessage', { channelId, body: `says ${nonce}`, nonce });

afterEach(async () => {
  await Promise.all(parties.splice(0).map(async (party) => party.close()));
});

describe('a channel', () => {
  it('is made, described, told to everybody and used at once; it is there after a restart', async () => {
    const folder = await makeFolder();
    const { party, owner, guest } = await openPair(folder);
    const plans = await create(owner, '  our   plans ');
    expect(plans).toMatchObject({ kind: 'text', name: 'our plans', categoryId: null, position: 3, slowModeSeconds: 0 });
    expect(await guest.hears('channelChanged')).toEqual({ channel: plans });
    await write(guest, plans.id, 'nonce one');

    const stage = await create(owner, 'Stage', 'voice');
    await guest.joinVoice(stage.id);
    const { channel } = await owner.ask('updateChannel', {
      channelId: stage.id,
      name: 'Big stage',
      description: 'For  readings',
      slowModeSeconds: 10,
    });
    expect(channel).toEqual({ ...stage, name: 'Big stage', description: 'For readings', slowModeSeconds: 10 });
    await guest.hears('channelChanged', (told) => told.channel.name === 'Big stage');
    await owner.ask('updateChannel', { channelId: stage.id, name: 'Big stage' }); // changes nothing, tells nothing
    await owner.ask('updateVoiceChannel', { channelId: stage.id, memberLimit: 4 });
    await guest.hears('channelChanged', (told) => told.channel.kind === 'voice' && told.channel.memberLimit === 4);
    expect(guest.heard('channelChanged').filter((told) => told.channel.id === stage.id)).toHaveLength(3);

    await party.close();
    const again = await openPair(folder);
    const kept = again.owner.welcome.channels;
    expect(kept).toContainEqual(plans);
    expect(kept.find(({ id }) => id === stage.id)).toMatchObject({ name: 'Big stage', memberLimit: 4 });
  });

  it.each([
    ['nothing but spaces', '   '],
    ['a direction turned around', 'plans\u202egnp.exe'],
    ['what cannot be seen', 'plans\u200b'],
    ['a control character', 'plans\u0000'],
    ['too much', 'x'.repeat(33)],
  ])('is not named with %s, nor is a category', async (_what, name) => {
    const { owner } = await openPair();
    const channelId = owner.textChannel();
    expect(await codeOf(owner.ask('createChannel', { kind: 'text', name, categoryId: null }))).toBe('invalid');
    expect(await codeOf(owner.ask('updateChannel', { channelId, name }))).toBe('invalid');
    expect(await codeOf(owner.ask('createCategory', { name }))).toBe('invalid');
  });

  it('goes with all that was written in it only by an explicit word, and whoever talks in it is told and out', async () => {
    const { party, owner, guest } = await openPair();
    const stage = await create(owner, 'Stage', 'voice');
    await write(guest, stage.id, 'nonce one');
    const { peerId } = await guest.joinVoice(stage.id);
    await guest.produce();
    const deletion = { channelId: stage.id, withMessages: false };
    expect(await codeOf(owner.ask('deleteChannel', deletion))).toBe('channel_not_empty');
    expect(guest.heard('channelDeleted')).toEqual([]);

    await owner.ask('deleteChannel', { ...deletion, withMessages: true });
    expect(await guest.hears('channelDeleted')).toEqual({ channelId: stage.id });
    expect(await guest.hears('voiceEnded')).toMatchObject({ peerId, reason: 'removed', rejoin: false });
    const names = guest.told.map(({ name }) => name);
    expect(names.indexOf('channelDeleted')).toBeLessThan(names.indexOf('voiceEnded'));
    expect(party.counts).toMatchObject({ peers: 0, producers: 0 });
    for (const lost of [
      write(guest, stage.id, 'nonce two'),
      guest.ask('loadMessages', { channelId: stage.id, limit: 10 }),
      guest.joinVoice(stage.id),
      owner.ask('deleteChannel', { ...deletion, withMessages: true }),
      owner.ask('updateVoiceChannel', { channelId: stage.id, memberLimit: 1 }),
    ]) {
      expect(await codeOf(lost)).toBe('not_found');
    }
    const { messages } = await owner.ask('searchMessages', { query: 'says', limit: 10 });
    expect(messages).toEqual([]);
    await guest.joinVoice(guest.voiceChannel('Lounge')); // the call elsewhere is as free as ever
  });

  it('while people write in it: each of them is told that it is gone, or the message went with it', async () => {
    const { owner, guest } = await openPair();
    const codes: string[] = [];
    const told = async (writing: Promise<unknown>): Promise<void> => {
      const [result] = await Promise.allSettled([writing]);
      codes.push(result.status === 'fulfilled' ? 'written' : refusalOf(result).code);
    };
    for (let turn = 0; turn < 10; turn += 1) {
      const { id } = await create(owner, `plans ${String(turn)}`);
      const early = Array.from({ length: 10 }, (_, index) => told(write(guest, id, `early ${String(index)} of ${id}`)));
      const deleted = owner.ask('deleteChannel', { channelId: id, withMessages: true });
      const late = Array.from({ length: 10 }, (_, index) => told(write(guest, id, `late ${String(index)} of ${id}`)));
      await Promise.all([deleted, ...early, ...late]);
      await told(write(guest, id, `last of ${id}`));
      expect(codes.at(-1)).toBe('not_found');
    }
    expect(codes.filter((code) => code !== 'written' && code !== 'not_found')).toEqual([]);
  });

  it('an empty one goes without another word; the last one, too', async () => {
    const { party, owner } = await openPair();
    for (const { id } of owner.welcome.channels) {
      await owner.ask('deleteChannel', { channelId: id, withMessages: false });
    }
    expect((await party.guest('Nina')).welcome.channels).toEqual([]);
  });
});

describe('the order', () => {
  it('is changed within and between categories, told as one, and kept', async () => {
    const { party, owner, guest } = await openPair();
    const { category: projects } = await owner.ask('createCategory', { name: 'Projects' });
    const { category: fun } = await owner.ask('createCategory', { name: 'Fun' });
    const general = owner.textChannel();
    const games = owner.voiceChannel('Games');
    const plans = await create(owner, 'plans', 'text', projects.id);
    await owner.ask('moveChannel', { channelId: games, categoryId: projects.id, before: plans.id });
    await owner.ask('moveChannel', { channelId: general, categoryId: projects.id, before: null });
    expect(await orderFor(party, 'Nina')).toEqual({ '': ['Lounge'], Projects: ['Games', 'plans', 'general'], Fun: [] });
    await owner.ask('moveChannel', { channelId: general, categoryId: projects.id, before: plans.id });
    await owner.ask('moveCategory', { categoryId: fun.id, before: projects.id });
    const told = await guest.hears('channelsArranged', ({ categories }) => categories[0]?.id === fun.id);
    expect(told.categories).toEqual([fun, projects]);
    expect(told.places).toHaveLength(4);
    expect(told.places).toContainEqual({ channelId: general, categoryId: projects.id, position: 1 });
    expect(await orderFor(party, 'Nora')).toEqual({ '': ['Lounge'], Fun: [], Projects: ['Games', 'general', 'plans'] });

    expect(await owner.ask('updateCategory', { categoryId: fun.id, name: 'Play' })).toEqual({
      category: { ...fun, name: 'Play' },
    });
    await owner.ask('deleteCategory', { categoryId: projects.id });
    expect(await orderFor(party, 'Noah')).toEqual({ '': ['Lounge', 'Games', 'general', 'plans'], Play: [] });
  });

  it('is changed by many at once without a channel lost or doubled', async () => {
    const { party, owner } = await openPair();
    const channels = await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => create(owner, name)));
    await Promise.all(
      channels.map(async ({ id }, at) =>
        owner.ask('moveChannel', { channelId: id, categoryId: null, before: channels[(at + 2) % 4]?.id ?? null }),
      ),
    );
    const { '': names = [] } = await orderFor(party, 'Nina');
    expect([...names].sort()).toEqual(['Games', 'Lounge', 'a', 'b', 'c', 'd', 'general']);
  });

  it('there is an end to how many categories', async () => {
    const { party, owner } = await openPair();
    for (let at = 0; at < CATEGORIES_MAX; at += 1) {
      await owner.ask('createCategory', { name: `Category ${String(at)}` });
    }
    expect(await codeOf(owner.ask('createCategory', { name: 'One more' }))).toBe('too_many');
    expect((await party.guest('Nina')).welcome.categories).toHaveLength(CATEGORIES_MAX);
  });

  it('what is not there is said to be not there, and changes nothing', async () => {
    const { party, owner } = await openPair();
    const before = await orderFor(party, 'Nina');
    const { category } = await owner.ask('createCategory', { name: 'Projects' });
    const channelId = owner.textChannel();
    const lounge = owner.voiceChannel('Lounge');
    const nowhere = 'no-such-thing';
    for (const lost of [
      owner.ask('moveChannel', { channelId, categoryId: nowhere, before: null }),
      owner.ask('moveChannel', { channelId: nowhere, categoryId: null, before: null }),
      owner.ask('moveChannel', { channelId, categoryId: category.id, before: lounge }), // not of that category
      owner.ask('createChannel', { kind: 'text', name: 'plans', categoryId: nowhere }),
      owner.ask('moveCategory', { categoryId: category.id, before: nowhere }),
    ]) {
      expect(await codeOf(lost)).toBe('not_found');
    }
    expect(await orderFor(party, 'Nora')).toEqual({ ...before, Projects: [] });
  });
});

describe('slow mode', () => {
  it('makes members wait between two messages, each for themselves; moderators do not', async () => {
    const { owner, guest, party } = await openPair();
    const other = await party.guest('Nina');
    const channelId = owner.textChannel();
    await owner.ask('updateChannel', { channelId, slowModeSeconds: 30 });
    await write(guest, channelId, 'nonce one');
    await write(guest, channelId, 'nonce one'); // the same again, as after a lost answer
    const [refused] = await Promise.allSettled([write(guest, channelId, 'nonce two')]);
    const { code, retryAfterMs = 0 } = refusalOf(refused);
    expect(code).toBe('slow_mode');
    expect(retryAfterMs).toBeGreaterThan(20_000);
    expect(retryAfterMs).toBeLessThanOrEqual(30_000);
    await write(other, channelId, 'nonce three');
    await write(owner, channelId, 'nonce four');
    await write(owner, channelId, 'nonce five');

    const both = await Promise.allSettled(['nonce six', 'nonce seven'].map((nonce) => write(other, channelId, nonce)));
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await owner.ask('updateChannel', { channelId, slowModeSeconds: 0 });
    await write(guest, channelId, 'nonce two');
  });

  it('of two at once one goes; one that was not stored costs no wait', async () => {
    const { owner, guest } = await openPair();
    const channelId = owner.textChannel();
    await owner.ask('updateChannel', { channelId, slowModeSeconds: 30 });
    const attachments = [{ id: 'f'.repeat(32) }];
    expect(
      await codeOf(guest.ask('sendMessage', { channelId, body: 'with a file', nonce: 'nonce zero', attachments })),
    ).toBe('not_found');
    const both = await Promise.allSettled(['nonce one', 'nonce two'].map((nonce) => write(guest, channelId, nonce)));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
