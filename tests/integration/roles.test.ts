/** Roles, what channels decide otherwise, and bans: on every request, in every notice, and on running media at once. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bitsOf } from '../../common/permissions.ts';
import { Guest, refusalOf } from '../fakes/Guest.ts';
import { Party } from '../fakes/party.ts';
import { codeOf, deny, EVERYONE, makeRole } from '../fakes/permissions.ts';

let party: Party | undefined;
afterEach(async () => {
  await party?.close();
  party = undefined;
});

const open = async (): Promise<Record<'owner' | 'mod' | 'gus', Guest>> => {
  party = await Party.open();
  const owner = await party.guest('Olga');
  return { owner, mod: await party.guest('Mona'), gus: await party.guest('Gus') };
};

describe('a role', () => {
  it('lets its members do what they could not, from the moment it is given until it is taken', async () => {
    const { owner, mod, gus } = await open();
    expect(await codeOf(mod.ask('serverMute', { memberId: gus.id, muted: true }))).toBe('forbidden');
    const roleId = await makeRole(owner, mod, 'muteMembers');
    await mod.hears('accessChanged', ({ access }) => (access.server & bitsOf('muteMembers')) !== 0);
    await gus.hears('rolesChanged', ({ roles }) => roles.some(({ id }) => id === roleId));
    await gus.hears('membersChanged', ({ members }) =>
      members.some(({ id, roles }) => id === mod.id && roles.includes(roleId)),
    );
    await mod.ask('serverMute', { memberId: gus.id, muted: true });
    await owner.ask('setMemberRole', { memberId: mod.id, roleId, on: false });
    expect(await codeOf(mod.ask('serverMute', { memberId: gus.id, muted: false }))).toBe('forbidden');
  });

  it('does nothing to whoever stands as high, and gives nothing that one may not oneself', async () => {
    const { owner, mod, gus } = await open();
    const roleId = await makeRole(owner, mod, 'manageRoles', 'muteMembers', 'kickMembers');
    expect(await codeOf(mod.ask('serverMute', { memberId: owner.id, muted: true }))).toBe('forbidden');
    expect(await codeOf(mod.ask('kickMember', { memberId: owner.id }))).toBe('forbidden');
    expect(await codeOf(mod.ask('updateRole', { roleId, permissions: 0 }))).toBe('forbidden');
    expect(await codeOf(mod.ask('setMemberRole', { memberId: gus.id, roleId, on: true }))).toBe('forbidden');
    expect(await codeOf(mod.ask('createRole', { name: 'Up', hue: null, permissions: bitsOf('banMembers') }))).toBe(
      'forbidden',
    );
    const { role } = await mod.ask('createRole', { name: 'Below', hue: null, permissions: bitsOf('muteMembers') });
    await mod.ask('setMemberRole', { memberId: gus.id, roleId: role.id, on: true });
    expect(await codeOf(mod.ask('orderRoles', { roleIds: [role.id, roleId] }))).toBe('forbidden');
    // Of equals neither does anything to the other.
    await owner.ask('setMemberRole', { memberId: gus.id, roleId, on: true });
    expect(await codeOf(mod.ask('serverMute', { memberId: gus.id, muted: true }))).toBe('forbidden');
    expect(await codeOf(owner.ask('deleteRole', { roleId: EVERYONE }))).toBe('invalid');
    expect(await codeOf(owner.ask('orderRoles', { roleIds: [roleId, roleId] }))).toBe('invalid');
  });
});

describe('a channel that one may not see', () => {
  it('is in no answer and in no notice, and everything in it is not found', async () => {
    const { owner, mod, gus } = await open();
    const [lounge, general] = [owner.voiceChannel('Lounge'), owner.textChannel()];
    const { message } = await owner.ask('sendMessage', {
      channelId: general,
      body: 'hidden words',
      nonce: 'nonce-one',
    });
    await deny(owner, lounge, EVERYONE, 'viewChannel');
    await deny(owner, general, gus, 'viewChannel');
    await mod.hears('accessChanged', ({ channels }) => !channels.some(({ id }) => id === lounge));
    const from = gus.told.length;
    await owner.joinVoice(lounge);
    await owner.ask('sendMessage', { channelId: general, body: 'more hidden words', nonce: 'nonce-two' });
    await owner.ask('setTyping', { channelId: general });
    await owner.ask('setReaction', { messageId: message.id, emoji: '👍', on: true });
    await mod.hears('messageChanged');
    const heard = JSON.stringify(gus.told.slice(from));
    for (const hidden of ['hidden words', general, 'roomChanged']) {
      expect(heard).not.toContain(hidden);
    }
    expect(JSON.stringify(mod.told)).not.toContain('"kind":"joined"');
    const { messages } = await gus.ask('searchMessages', { query: 'hidden', limit: 10 });
    expect(messages).toEqual([]);
    const refused = await Promise.allSettled([
      gus.ask('loadMessages', { channelId: general, limit: 10 }),
      gus.ask('sendMessage', { channelId: general, body: 'in the dark', nonce: 'nonce-three' }),
      gus.ask('setReaction', { messageId: message.id, emoji: '👍', on: true }),
      gus.ask('markRead', { channelId: general, messageId: message.id }),
      gus.ask('setTyping', { channelId: general }),
      gus.ask('joinVoice', { ...gus.setupOf(lounge), muted: false, deafened: false, moveHere: false }),
      gus.ask('whyMay', { channelId: general, memberId: gus.id }),
      gus.ask('loadQuality', { memberId: owner.id }),
    ]);
    expect(refused.map((result) => refusalOf(result).code)).toEqual(refused.map(() => 'not_found'));
    const late = await party?.guest('Late');
    expect(late?.welcome.channels.map(({ id }) => id)).not.toContain(lounge);
    expect(late?.welcome.voice).toEqual([]);
    await owner.ask('setOverride', {
      channelId: lounge,
      target: { kind: 'role', roleId: EVERYONE },
      allow: 0,
      deny: 0,
    });
    const seen = await late?.hears('accessChanged');
    expect(seen?.voice).toMatchObject([{ memberId: owner.id, channelId: lounge }]);
  });
});

describe('a ban', () => {
  const ban = async (by: Guest, who: Guest, untilMs: number | null = null): Promise<number> => {
    const wish = { memberId: who.id, reason: 'loud', untilMs, address: true };
    return (await by.ask('banMember', wish)).ban.id;
  };

  it('takes somebody out of everything, and keeps their session out until it is over', async () => {
    const { owner, mod, gus } = await open();
    await gus.joinVoice(gus.voiceChannel('Lounge'));
    expect(await codeOf(ban(mod, gus))).toBe('forbidden');
    await makeRole(owner, mod, 'banMembers');
    expect(await codeOf(ban(mod, owner))).toBe('forbidden');
    expect(await codeOf(ban(mod, mod))).toBe('forbidden');
    await ban(mod, gus);
    expect(await gus.hears('kicked')).toEqual({ banned: true });
    await gus.ended();
    expect(party?.counts.peers).toBe(0);
    expect(await codeOf(party?.again(gus) ?? Promise.resolve())).toBe('session_expired');
    const { bans } = await mod.ask('loadBans', {});
    // All of them come from this machine: keeping it out would keep out the owner.
    expect(bans).toMatchObject([{ name: 'Gus', reason: 'loud', by: 'Mona', untilMs: null, address: false }]);
    const [first] = bans;
    await mod.ask('unban', { banId: first?.id ?? 0 });
    expect((await mod.ask('loadBans', {})).bans).toEqual([]);
    expect(await codeOf(mod.ask('unban', { banId: first?.id ?? 0 }))).toBe('not_found');
    expect(await codeOf(ban(owner, mod, 1))).toBe('invalid');
  });
});

it('what moderators do is kept in the audit log, with names and reasons, for those who may see it', async () => {
  const { owner, mod, gus } = await open();
  const { message } = await gus.ask('sendMessage', { channelId: gus.textChannel(), body: 'rude', nonce: 'nonce-rude' });
  const roleId = await makeRole(owner, mod, 'manageMessages', 'muteMembers', 'banMembers');
  await mod.ask('deleteMessage', { messageId: message.id });
  await mod.ask('serverMute', { memberId: gus.id, muted: true });
  expect(await codeOf(mod.ask('serverMute', { memberId: owner.id, muted: true }))).toBe('forbidden');
  await mod.ask('banMember', { memberId: gus.id, reason: '  rude\nwords ', untilMs: null, address: false });
  await owner.ask('deleteRole', { roleId });
  expect(await codeOf(mod.ask('loadAudit', { limit: 10 }))).toBe('forbidden');
  const first = await owner.ask('loadAudit', { limit: 4 });
  expect(first.more).toBe(true);
  expect(first.entries).toMatchObject([
    { by: 'Olga', action: 'roleDeleted', role: 'Moderator' },
    { by: 'Mona', action: 'ban', target: 'Gus', reason: 'rude words' },
    { by: 'Mona', action: 'mute', target: 'Gus' },
    { by: 'Mona', action: 'messageDeleted', target: 'Gus', channel: 'general' },
  ]);
  const rest = await owner.ask('loadAudit', { limit: 10, before: first.entries.at(-1)?.id ?? 0 });
  expect(rest.entries.map(({ action }) => action)).toEqual(['roleGiven', 'roleCreated']);
  expect(JSON.stringify([first, rest])).not.toContain('"rude"');
});

it('all of it outlasts a restart', async () => {
  const { owner, mod, gus } = await open();
  const roleId = await makeRole(owner, mod, 'manageChannels');
  await deny(owner, owner.textChannel(), gus, 'sendMessages');
  const dataDir = party?.dataDir ?? '';
  await party?.server.stop();
  const restarted = await Party.open({ dataDir });
  try {
    const again = await Guest.resume(restarted.url, mod.welcome.token);
    expect(again.welcome.access.server & bitsOf('manageChannels')).not.toBe(0);
    expect(again.welcome.members.find(({ id }) => id === mod.id)?.roles).toEqual([roleId]);
    const writer = await Guest.resume(restarted.url, gus.welcome.token);
    const message = { channelId: writer.textChannel(), body: 'words', nonce: 'nonce-words' };
    expect(await codeOf(writer.ask('sendMessage', message))).toBe('forbidden');
    again.close();
    writer.close();
  } finally {
    await restarted.close();
  }
});

describe('who may see what happened', () => {
  it('sees no visits of channels that do not exist for them', async () => {
    const { owner, mod, gus } = await open();
    await makeRole(owner, mod, 'viewHistory');
    await gus.joinVoice(gus.voiceChannel('Lounge'));
    await gus.joinVoice(gus.voiceChannel('Games'));
    const channelsOf = async (who: Guest): Promise<string[]> =>
      (await who.ask('loadVoiceHistory', { limit: 10 })).visits.map(({ channelId }) => channelId);
    await vi.waitUntil(async () => (await channelsOf(mod)).length === 2, { timeout: 5_000 });
    await deny(owner, gus.voiceChannel('Games'), mod, 'viewChannel');
    expect(await channelsOf(mod)).toEqual(['lounge']);
    expect(await channelsOf(owner)).toEqual(['games', 'lounge']);
  });
});
