/** How a server gets its owner, and invites: on a real server with a real database. */
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bitsOf } from '../../common/permissions.ts';
import { Community, PASSWORD, refused } from '../fakes/Community.ts';
import { refusalOf } from '../fakes/Guest.ts';
import { makeFolder } from '../fakes/party.ts';

let folder: string;
let community: Community;

beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(async () => {
  await community.party.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the first owner', () => {
  it('is whoever registers with the code, once; nobody is by being first', async () => {
    community = await Community.open(folder, { YANKCORD_OWNER: 'code' });
    expect(await community.offer()).toMatchObject({ ownerWanted: true });
    const first = await community.party.guest('First');
    expect(first.welcome.members.some(({ owner }) => owner)).toBe(false);
    const ownerCode = community.party.server.ownerCode ?? '';
    const sloppy = ownerCode.toLowerCase().replaceAll('-', ' ');
    const results = await Promise.allSettled([
      community.register('Anna', { ownerCode: sloppy }),
      community.register('Ben', { ownerCode }),
      community.register('Cara', { ownerCode }),
    ]);
    const owners = results.filter(({ status }) => status === 'fulfilled');
    expect(owners).toHaveLength(1);
    expect(await community.offer()).toMatchObject({ ownerWanted: false });
    const late = await community.party.guest('Late');
    expect(late.welcome.members.filter(({ owner }) => owner)).toHaveLength(1);
    expect(await refused(community.register('Dan', { ownerCode }))).toBe('owner_code_wrong');
  });

  it('may be one where nobody else may register, and a name that is taken costs no code', async () => {
    community = await Community.open(folder, {
      YANKCORD_OWNER: 'code',
      YANKCORD_REGISTRATION: 'closed',
      YANKCORD_GUESTS: 'refused',
    });
    const ownerCode = community.party.server.ownerCode ?? '';
    expect(await refused(community.register('Anna'))).toBe('registration_closed');
    expect(await refused(community.party.guest('Anna'))).toBe('guests_refused');
    expect(await refused(community.come({ kind: 'register', name: 'Anna', password: 'short', ownerCode }))).toBe(
      'password_unfit',
    );
    const anna = await community.register('Anna', { ownerCode });
    expect(anna.welcome.members).toMatchObject([{ owner: true, kind: 'account' }]);
  });

  it('has no code where there is one already', async () => {
    community = await Community.open(folder);
    await community.party.guest('First');
    await community.party.close();
    community = await Community.open(folder, { YANKCORD_OWNER: 'code' });
    expect(community.party.server.ownerCode).toBeUndefined();
  });
});

describe('an invite', () => {
  const invite = { expiresInMs: null, maxUses: null, roleId: null } as const;

  it('lets people register where nobody else may, as often as it says, however many come at once', async () => {
    community = await Community.open(folder, {
      YANKCORD_OWNER: 'code',
      YANKCORD_REGISTRATION: 'invite',
      YANKCORD_GUESTS: 'refused',
    });
    const owner = await community.register('Owner', { ownerCode: community.party.server.ownerCode ?? '' });
    expect(await refused(community.register('Anna'))).toBe('invite_needed');
    const made = await owner.ask('createInvite', { ...invite, maxUses: 2 });
    const { token } = made.invite;
    expect(await community.offer(token)).toMatchObject({
      guests: false,
      registration: 'invite',
      invite: { by: 'Owner' },
    });
    const results = await Promise.allSettled(
      ['A', 'B', 'C', 'D', 'E'].map(async (name) => community.register(name, { invite: token })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const refusals = results.filter(({ status }) => status === 'rejected').map((one) => refusalOf(one).code);
    expect(new Set(refusals)).toEqual(new Set(['invite_invalid']));
    expect((await owner.ask('listInvites', {})).invites).toMatchObject([{ uses: 2, maxUses: 2 }]);
    expect(await community.offer(token)).toMatchObject({ invite: null });
  });

  it('opens the door for a guest, past code and question, and is over when it is over or taken back', async () => {
    community = await Community.open(folder);
    const owner = await community.party.guest('Owner');
    await owner.ask('updateParty', { code: 'SECRET', ask: true });
    const { invite: made } = await owner.ask('createInvite', { ...invite, expiresInMs: 3_600_000 });
    expect(await refused(community.party.guest('Anna'))).toBe('code_needed');
    const anna = await community.come({ kind: 'guest', name: 'Anna', invite: made.token });
    expect(anna.welcome.members.find(({ id }) => id === anna.id)?.kind).toBe('guest');
    const database = community.file();
    database.prepare('update invites set expires_ms = ?').run(Date.now() - 1);
    database.close();
    expect(await refused(community.come({ kind: 'guest', name: 'Ben', invite: made.token }))).toBe('invite_invalid');
    const again = await owner.ask('createInvite', invite);
    await owner.ask('revokeInvite', { token: again.invite.token });
    expect(await refused(community.come({ kind: 'guest', name: 'Ben', invite: again.invite.token }))).toBe(
      'invite_invalid',
    );
    expect(await refused(owner.ask('revokeInvite', { token: again.invite.token }))).toBe('not_found');
  });

  it('gives the role that it says, to guests and accounts, and no role that is not there', async () => {
    community = await Community.open(folder);
    const owner = await community.party.guest('Owner');
    const asked = { name: 'Regulars', hue: null, permissions: bitsOf('muteMembers') };
    const { role } = await owner.ask('createRole', asked);
    const made = await owner.ask('createInvite', { ...invite, roleId: role.id });
    expect((await community.offer(made.invite.token)).invite).toMatchObject({ role: true });
    const anna = await community.register('Anna', { invite: made.invite.token });
    const ben = await community.come({ kind: 'guest', name: 'Ben', invite: made.invite.token });
    const late = await community.party.guest('Late');
    for (const { id } of [anna, ben]) {
      expect(late.welcome.members.find((one) => one.id === id)?.roles).toEqual([role.id]);
    }
    await anna.ask('serverMute', { memberId: late.id, muted: true });
    const gone = 'gone' as typeof role.id;
    expect(await refused(owner.ask('createInvite', { ...invite, roleId: gone }))).toBe('not_found');
  });

  it('that lets nobody in after all is not used up', async () => {
    community = await Community.open(folder);
    const owner = await community.party.guest('Owner');
    const { invite: made } = await owner.ask('createInvite', { ...invite, maxUses: 1 });
    expect(await refused(community.come({ kind: 'guest', name: 'Owner', invite: made.token }))).toBe('name_taken');
    expect(
      await refused(community.come({ kind: 'register', name: 'Anna', password: 'short', invite: made.token })),
    ).toBe('password_unfit');
    await community.register('Anna', { invite: made.token });
  });

  it('does not let in whoever was just taken out, nor does a password', async () => {
    community = await Community.open(folder);
    const owner = await community.party.guest('Owner');
    const anna = await community.register('Anna');
    const { invite: made } = await owner.ask('createInvite', invite);
    await owner.ask('kickMember', { memberId: anna.id });
    await anna.ended();
    expect(await refused(community.come({ kind: 'guest', name: 'Other', invite: made.token }))).toBe('door_refused');
    expect(await refused(community.come({ kind: 'account', name: 'Anna', password: PASSWORD }))).toBe('door_refused');
  });
});

it('whatever is asked at the door gets an answer that says nothing about others', async () => {
  community = await Community.open(folder);
  for (const body of ['', 'A'.repeat(22), '../../etc/passwd', "' or 1=1 --", '\u0000', '𝔸'.repeat(100)]) {
    expect(await community.offer(body)).toEqual({
      name: community.party.server.name,
      guests: true,
      registration: 'open',
      ownerWanted: false,
      invite: null,
    });
  }
});

it('accounts and invites are there after a restart', async () => {
  community = await Community.open(folder);
  const anna = await community.register('Anna');
  const { invite } = await anna.ask('createInvite', { expiresInMs: null, maxUses: 3, roleId: null });
  await community.party.close();
  community = await Community.open(folder);
  expect((await community.come({ kind: 'account', name: 'Anna', password: PASSWORD })).id).toBe(anna.id);
  expect((await community.offer(invite.token)).invite).toEqual({ by: 'Anna', role: false, expiresMs: null });
});
