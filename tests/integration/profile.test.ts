/** What members are called and how they are coloured, changed while they and others are here. */
import { rm } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import type { RequestInput } from '../../common/signaling.ts';
import { refusalOf, type Guest } from '../fakes/Guest.ts';
import { makeFolder, Party } from '../fakes/party.ts';

let party: Party | undefined;

const open = async (dataDir?: string): Promise<Party> => {
  party = await Party.open(dataDir === undefined ? {} : { dataDir });
  return party;
};

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const [result] = await Promise.allSettled([work]);
  return refusalOf(result).code;
};

const hearsOf = async (listener: Guest, whom: Guest, name: string): Promise<unknown> => {
  const { members } = await listener.hears('membersChanged', (told) =>
    told.members.some((member) => member.id === whom.id && member.name === name),
  );
  return members.find(({ id }) => id === whom.id);
};

afterEach(async () => {
  await party?.close();
  party = undefined;
});

it('a new name is told to everybody, newcomers too, and stands under what was written before', async () => {
  const current = await open();
  const [anna, ben] = [await current.guest('Anna'), await current.guest('Ben')];
  const channelId = anna.textChannel();
  const { message } = await anna.ask('sendMessage', { channelId, body: 'hello', nonce: 'nonce-0001' });
  await ben.ask('sendMessage', { channelId, body: 'hi', nonce: 'nonce-0001', replyTo: message.id });

  const { member } = await anna.ask('updateProfile', { name: '  Anna   Lima ' });
  expect(member).toMatchObject({ id: anna.id, name: 'Anna Lima', hue: null, presence: 'online' });
  expect(await hearsOf(ben, anna, 'Anna Lima')).toEqual(member);
  const cleo = await current.guest('Cleo');
  expect(cleo.welcome.members.find(({ id }) => id === anna.id)?.name).toBe('Anna Lima');
  expect((await current.again(anna)).welcome.self.name).toBe('Anna Lima');

  const author = { memberId: anna.id, name: 'Anna Lima' };
  const after = await anna.ask('sendMessage', { channelId, body: 'it is me', nonce: 'nonce-0002' });
  expect(after.message.author).toEqual(author);
  const { messages } = await cleo.ask('loadMessages', { channelId, limit: 10 });
  expect(messages[0]?.author).toEqual(author);
  expect(messages[1]?.replyTo).toMatchObject({ kind: 'message', author });
});

it('a call goes on under the new name: what is offered from then on carries it', async () => {
  const current = await open();
  const [anna, ben] = [await current.guest('Anna'), await current.guest('Ben')];
  await anna.joinVoice(anna.voiceChannel('Lounge'));
  await ben.joinVoice(ben.voiceChannel('Lounge'));
  await anna.ask('updateProfile', { name: 'Anne' });
  await anna.produce();
  const { consumers } = await ben.hears('consumersOffered');
  expect(consumers.map(({ from }) => from)).toEqual([{ kind: 'member', memberId: anna.id, name: 'Anne' }]);
});

it('a colour is everybody’s to see, stays over a restart, and can be given back', async () => {
  const folder = await makeFolder();
  try {
    const first = await open(folder);
    const anna = await first.guest('Anna');
    await anna.ask('updateProfile', { hue: 210 });
    const ben = await first.guest('Ben');
    expect(ben.welcome.members.find(({ id }) => id === anna.id)).toMatchObject({ name: 'Anna', hue: 210 });
    await first.close();

    const second = await open(folder);
    const back = await second.connect();
    await back.authenticate({ kind: 'session', token: anna.welcome.token });
    expect(back.welcome.members.find(({ id }) => id === anna.id)?.hue).toBe(210);
    const { member } = await back.ask('updateProfile', { hue: null });
    expect(member).toMatchObject({ name: 'Anna', hue: null });
  } finally {
    await party?.close();
    party = undefined;
    await rm(folder, { recursive: true, force: true });
  }
});

it('nobody takes the name of somebody who is here, in whatever case; one’s own may change its case', async () => {
  const current = await open();
  const [anna, ben] = [await current.guest('Anna'), await current.guest('Ben')];
  expect(await codeOf(ben.ask('updateProfile', { name: 'aNNa' }))).toBe('name_taken');
  await anna.ask('updateProfile', { name: 'ANNA' });
  await anna.ask('updateProfile', { name: 'Anne' });
  await hearsOf(ben, anna, 'Anne');
  await ben.ask('updateProfile', { name: 'Anna' });
  expect(await codeOf(current.guest('anna'))).toBe('name_taken');
});

it('two who want one name at once: one gets it', async () => {
  const current = await open();
  const guests = await current.guests('Anna', 'Ben', 'Cleo');
  const results = await Promise.allSettled(guests.map(async (guest) => guest.ask('updateProfile', { name: 'Dora' })));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const dora = (await current.guest('Look')).welcome.members.filter(({ name }) => name === 'Dora');
  expect(dora).toHaveLength(1);
});

it.each<[string, unknown]>([
  ['is empty', { name: '   ' }],
  ['is too long', { name: 'x'.repeat(33) }],
  ['turns text around', { name: 'An\u202ena' }],
  ['has a line break that is no space', { name: 'An\u0000na' }],
  ['is no colour', { hue: 360 }],
  ['is half a colour', { hue: 1.5 }],
  ['says nothing', {}],
])('what %s is refused and changes nothing', async (_, change) => {
  const current = await open();
  const anna = await current.guest('Anna');
  // As a stranger might send it.
  expect(await codeOf(anna.ask('updateProfile', change as RequestInput<'updateProfile'>))).toBe('invalid');
  expect((await current.guest('Ben')).welcome.members.find(({ id }) => id === anna.id)).toMatchObject({
    name: 'Anna',
    hue: null,
  });
});

it('five changes are made at once; the next has to wait, by another connection too', async () => {
  const current = await open();
  const anna = await current.guest('Anna');
  for (let hue = 0; hue < 5; hue += 1) {
    await anna.ask('updateProfile', { hue });
  }
  const phone = await current.again(anna);
  for (const device of [anna, phone]) {
    const [result] = await Promise.allSettled([device.ask('updateProfile', { hue: 99 })]);
    expect(refusalOf(result)).toMatchObject({ code: 'rate_limited' });
    expect(refusalOf(result).retryAfterMs).toBeGreaterThan(10_000);
  }
  const ben = await current.guest('Ben');
  await ben.ask('updateProfile', { hue: 99 });
});
