/** What people write, over real sockets and a real database: who may change what, and what the others are told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageId } from '../../common/ids.ts';
import type { Message } from '../../common/messages.ts';
import type { RequestInput } from '../../common/signaling.ts';
import { refusalOf, type Guest } from '../fakes/Guest.ts';
import { eventually, Party } from '../fakes/party.ts';

let party: Party;
let owner: Guest;
let anna: Guest;
let ben: Guest;
let nonces = 0;

beforeAll(async () => {
  party = await Party.open();
  owner = await party.guest('Owner');
  anna = await party.guest('Anna');
  ben = await party.guest('Ben');
});
afterAll(async () => {
  await party.close();
});

const write = async (guest: Guest, body: string, more: Partial<RequestInput<'sendMessage'>> = {}): Promise<Message> => {
  nonces += 1;
  const nonce = `messages-${String(nonces)}`;
  const { message } = await guest.ask('sendMessage', { channelId: guest.textChannel(), body, nonce, ...more });
  return message;
};

const refused = async (asked: Promise<unknown>): Promise<string> => {
  const [result] = await Promise.allSettled([asked]);
  return refusalOf(result).code;
};

const told = (guest: Guest, name: 'messageChanged' | 'messageDeleted' | 'typing' | 'readMarked'): unknown[] =>
  guest.told.filter((notice) => notice.name === name).map(({ data }) => data);

const bodiesOf = (messages: readonly Message[]): string[] => messages.map(({ body }) => body);

describe('editing and deleting', () => {
  it('its author edits a message, everyone is told, and it stays edited', async () => {
    const written = await write(anna, 'wrong');
    const { message } = await anna.ask('editMessage', { messageId: written.id, body: ' right ' });
    expect(message).toMatchObject({ ...written, body: 'right', editedMs: expect.any(Number) as number });
    await eventually(() => told(ben, 'messageChanged').length > 0);
    expect(told(ben, 'messageChanged').at(-1)).toEqual({ message });
    const { messages } = await ben.ask('loadMessages', { channelId: ben.textChannel(), limit: 1 });
    expect(messages).toEqual([message]);
  });

  it('nobody edits what somebody else wrote, not even the owner', async () => {
    const written = await write(anna, 'hers');
    expect(await refused(ben.ask('editMessage', { messageId: written.id, body: 'his' }))).toBe('forbidden');
    expect(await refused(owner.ask('editMessage', { messageId: written.id, body: 'the owner’s' }))).toBe('forbidden');
    const { messages } = await ben.ask('loadMessages', { channelId: ben.textChannel(), limit: 1 });
    expect(bodiesOf(messages)).toEqual(['hers']);
  });

  it('its author and the owner delete a message, nobody else; then it is gone for all', async () => {
    const first = await write(anna, 'to be taken back');
    const second = await write(anna, 'to be taken away');
    expect(await refused(ben.ask('deleteMessage', { messageId: first.id }))).toBe('forbidden');
    await anna.ask('deleteMessage', { messageId: first.id });
    await owner.ask('deleteMessage', { messageId: second.id });
    await eventually(() => told(ben, 'messageDeleted').length >= 2);
    expect(told(ben, 'messageDeleted')).toEqual(
      [first, second].map(({ id, channelId }) => ({ channelId, messageId: id })),
    );
    expect(await refused(anna.ask('deleteMessage', { messageId: first.id }))).toBe('not_found');
    const { messages } = await ben.ask('searchMessages', { query: 'to be taken', limit: 10 });
    expect(messages).toEqual([]);
  });

  it('what is no id of a message is invalid, and one that never was is not found', async () => {
    const never = messageId.parse('0000000099999999');
    expect(await refused(anna.ask('deleteMessage', { messageId: messageId.parse('x') }))).toBe('invalid');
    expect(await refused(anna.ask('editMessage', { messageId: never, body: 'x' }))).toBe('not_found');
    expect(await refused(anna.ask('setReaction', { messageId: never, emoji: '👍', on: true }))).toBe('not_found');
  });
});

describe('answers', () => {
  it('carry what they answer, as it is now, and say when it is gone', async () => {
    const asked = await write(anna, 'who is in?');
    const answer = await write(ben, 'me', { replyTo: asked.id });
    expect(answer.replyTo).toEqual({ kind: 'message', id: asked.id, author: asked.author, excerpt: 'who is in?' });
    await anna.ask('editMessage', { messageId: asked.id, body: 'who is out?' });
    const load = async (): Promise<Message | undefined> => {
      const page = await anna.ask('loadMessages', { channelId: anna.textChannel(), limit: 1 });
      return page.messages[0];
    };
    expect((await load())?.replyTo).toMatchObject({ excerpt: 'who is out?' });
    await anna.ask('deleteMessage', { messageId: asked.id });
    expect((await load())?.replyTo).toEqual({ kind: 'gone', id: asked.id });
  });

  it('stay in the channel of what they answer', async () => {
    const asked = await write(anna, 'here');
    const there = anna.voiceChannel('Lounge');
    expect(await refused(write(ben, 'there', { channelId: there, replyTo: asked.id }))).toBe('not_found');
  });
});

describe('reactions', () => {
  it('are given once by each, told, and taken back', async () => {
    const written = await write(anna, 'good news');
    const react = async (guest: Guest, emoji: string, on: boolean): Promise<Message> =>
      (await guest.ask('setReaction', { messageId: written.id, emoji, on })).message;
    await react(anna, '🎉', true);
    await react(ben, '👍🏽', true);
    await react(ben, '🎉', true);
    const after = await react(ben, '🎉', true);
    expect(after.reactions).toEqual([
      { emoji: '🎉', memberIds: [anna.id, ben.id] },
      { emoji: '👍🏽', memberIds: [ben.id] },
    ]);
    await eventually(() => told(owner, 'messageChanged').length > 0);
    const back = await react(anna, '🎉', false);
    expect(back.reactions).toContainEqual({ emoji: '🎉', memberIds: [ben.id] });
  });

  it('are one emoji, and no text', async () => {
    const written = await write(anna, 'x');
    for (const emoji of ['a', '', '👍👍', '<b>', 'lol', '👍 ']) {
      const asked = anna.ask('setReaction', { messageId: written.id, emoji, on: true });
      expect(await refused(asked), emoji).toBe('invalid');
    }
  });

  it('have a limit of different ones', async () => {
    const written = await write(anna, 'everything');
    const animals = ['🐶', '🐱', '🐭', '🐹', '🐰', '🦊', '🐻', '🐼', '🐨', '🐯', '🦁', '🐮', '🐷', '🐸', '🐵', '🐔'];
    const more = ['🐧', '🐦', '🐤', '🦆'];
    for (const emoji of [...animals, ...more]) {
      await anna.ask('setReaction', { messageId: written.id, emoji, on: true });
    }
    expect(await refused(ben.ask('setReaction', { messageId: written.id, emoji: '🦅', on: true }))).toBe('too_many');
    const { message } = await ben.ask('setReaction', { messageId: written.id, emoji: '🐶', on: true });
    expect(message.reactions).toHaveLength(20);
  });
});

describe('pages', () => {
  it('go both ways without a gap or a message twice', async () => {
    const channelId = anna.voiceChannel('Games');
    const bodies = Array.from({ length: 25 }, (_, index) => `page ${String(index)}`);
    for (const body of bodies) {
      await write(anna, body, { channelId });
    }
    const all = (await ben.ask('loadMessages', { channelId, limit: 100 })).messages;
    expect(bodiesOf(all)).toEqual(bodies);
    const middle = all[12];
    if (middle === undefined) {
      throw new Error('not there');
    }
    const around = await ben.ask('loadMessages', { channelId, around: middle.id, limit: 10 });
    expect(bodiesOf(around.messages)).toEqual(bodies.slice(7, 17));
    expect(around).toMatchObject({ more: true, newer: true });
    const first = around.messages[0]?.id ?? middle.id;
    const last = around.messages.at(-1)?.id ?? middle.id;
    const older = await ben.ask('loadMessages', { channelId, before: first, limit: 10 });
    expect(bodiesOf(older.messages)).toEqual(bodies.slice(0, 7));
    expect(older).toMatchObject({ more: false, newer: true });
    const newer = await ben.ask('loadMessages', { channelId, after: last, limit: 10 });
    expect(bodiesOf(newer.messages)).toEqual(bodies.slice(17));
    expect(newer).toMatchObject({ newer: false });
    expect(await refused(ben.ask('loadMessages', { channelId, after: last, before: last, limit: 10 }))).toBe('invalid');
  });
});

const NEVER = messageId.parse('0000000099999999');

describe('search', () => {
  it('finds words and their beginnings without accents, newest first, and pages', async () => {
    await write(anna, 'Amanhã às nove: reunião na sala azul');
    await write(ben, 'reuniões demais');
    const find = async (query: string, more: Partial<RequestInput<'searchMessages'>> = {}): Promise<string[]> =>
      bodiesOf((await owner.ask('searchMessages', { query, limit: 10, ...more })).messages);
    expect(await find('REUNIA')).toEqual(['Amanhã às nove: reunião na sala azul']);
    expect(await find('reuni')).toEqual(['reuniões demais', 'Amanhã às nove: reunião na sala azul']);
    expect(await find('reuni', { authorId: anna.id })).toEqual(['Amanhã às nove: reunião na sala azul']);
    expect(await find('sala nove')).toHaveLength(1);
    expect(await find('reuni', { channelId: owner.voiceChannel('Games') })).toEqual([]);
    const { messages, more } = await owner.ask('searchMessages', { query: 'reuni', limit: 1 });
    expect(more).toBe(true);
    expect(await find('reuni', { before: messages[0]?.id ?? NEVER })).toHaveLength(1);
  });

  it('takes nothing typed for an operator', async () => {
    await write(anna, 'plain words');
    for (const query of ['"', 'plain OR', 'NEAR(', '*', 'body:plain', '-plain', '(((', "'; drop table messages; --"]) {
      const asked = owner.ask('searchMessages', { query, limit: 5 });
      await expect(asked, query).resolves.toBeDefined();
    }
    const { messages } = await owner.ask('searchMessages', { query: 'plain NOT words', limit: 5 });
    expect(messages).toEqual([]);
  });
});

describe('what is read', () => {
  it('counts what others wrote and who called, on every device and after coming back', async () => {
    const channelId = ben.textChannel();
    const seen = await write(anna, 'seen');
    await ben.ask('markRead', { channelId, messageId: seen.id });
    await write(anna, 'unseen');
    await write(ben, 'own');
    await write(anna, `hey <@${ben.id}>, and <@nobody-at-all>`);
    const other = await party.again(ben);
    const mark = other.welcome.reads.find((one) => one.channelId === channelId);
    expect(mark).toEqual({ channelId, lastRead: seen.id, unread: 2, mentions: 1 });
    const last = await write(anna, 'the last');
    await other.ask('markRead', { channelId, messageId: last.id });
    await eventually(() => told(ben, 'readMarked').length >= 2);
    expect(told(ben, 'readMarked').at(-1)).toEqual({
      mark: { channelId, lastRead: last.id, unread: 0, mentions: 0 },
    });
    // Marks never go back.
    await ben.ask('markRead', { channelId, messageId: seen.id });
    const third = await party.again(ben);
    expect(third.welcome.reads.find((one) => one.channelId === channelId)).toMatchObject({ unread: 0 });
  });

  it('begins for a newcomer with what comes after them', async () => {
    await write(anna, 'before');
    const newcomer = await party.guest('Newcomer');
    const marks = newcomer.welcome.reads;
    expect(marks.every(({ unread, mentions }) => unread + mentions === 0)).toBe(true);
    await write(anna, 'after');
    const again = await party.again(newcomer);
    expect(again.welcome.reads.find((one) => one.channelId === again.textChannel())).toMatchObject({ unread: 1 });
  });

  it('takes no message of another channel', async () => {
    const written = await write(anna, 'somewhere');
    const asked = ben.ask('markRead', { channelId: ben.voiceChannel('Lounge'), messageId: written.id });
    expect(await refused(asked)).toBe('not_found');
  });
});

describe('typing', () => {
  it('is told to the others alone, once in a while', async () => {
    const before = told(anna, 'typing').length;
    for (let times = 0; times < 5; times += 1) {
      await ben.ask('setTyping', { channelId: ben.textChannel() });
    }
    await eventually(() => told(anna, 'typing').length > before);
    expect(told(anna, 'typing').slice(before)).toEqual([{ channelId: ben.textChannel(), memberId: ben.id }]);
    expect(told(ben, 'typing')).toEqual([]);
  });
});
