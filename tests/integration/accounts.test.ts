/** Accounts and their sessions on a real server with a real database: who comes in, as whom, and who does not. */
import { rm } from 'node:fs/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Community, PASSWORD, refused } from '../fakes/Community.ts';
import { refusalOf } from '../fakes/Guest.ts';
import { eventually, makeFolder } from '../fakes/party.ts';

const OTHER = 'battery staple';

let folder: string;
let community: Community;

beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(async () => {
  await community.party.close();
  await rm(folder, { recursive: true, force: true });
});

describe('an account', () => {
  it('is registered, signed in to from elsewhere by the same name in any case, and stays the same member', async () => {
    community = await Community.open(folder);
    const anna = await community.register('Anna');
    expect(anna.welcome.members.find(({ id }) => id === anna.id)).toMatchObject({ kind: 'account', name: 'Anna' });
    const phone = await community.come({ kind: 'account', name: ' aNNa ', password: PASSWORD, device: 'Phone' });
    expect(phone.id).toBe(anna.id);
    expect(phone.welcome.token).not.toBe(anna.welcome.token);
    const { sessions } = await phone.ask('listSessions', {});
    expect(sessions.map(({ device, current, live }) => [device, current, live])).toEqual([
      ['Phone', true, true],
      [null, false, true],
    ]);
  });

  it('keeps its password as argon2id alone, and no token and no code as it is', async () => {
    community = await Community.open(folder, { YANKCORD_OWNER: 'code' });
    const code = community.party.server.ownerCode ?? '';
    const anna = await community.register('Anna', { ownerCode: code });
    const database = community.file();
    const credentials = database.prepare('select * from credentials').all();
    expect(credentials).toEqual([
      {
        member_id: anna.id,
        login: 'anna',
        hash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/) as string,
      },
    ]);
    const everything = JSON.stringify([credentials, database.prepare('select * from sessions').all()]);
    database.close();
    for (const secret of [PASSWORD, anna.welcome.token, code]) {
      expect(everything).not.toContain(secret);
    }
  });

  it('is refused alike for a wrong password and for a name that nobody has', async () => {
    community = await Community.open(folder);
    await community.register('Anna');
    const stranger = await community.party.connect();
    const [wrong, nobody] = await Promise.allSettled([
      stranger.authenticate({ kind: 'account', name: 'Anna', password: OTHER }),
      (await community.party.connect()).authenticate({ kind: 'account', name: 'Nobody', password: PASSWORD }),
    ]);
    expect(refusalOf(wrong).code).toBe('sign_in_wrong');
    expect(refusalOf(nobody).message).toBe(refusalOf(wrong).message);
    // The same connection may try again.
    await stranger.authenticate({ kind: 'account', name: 'Anna', password: PASSWORD });
  });

  it('compares a password for a name that nobody has, too: the time it takes tells nothing', async () => {
    community = await Community.open(folder);
    await community.register('Anna');
    const timeOf = async (name: string): Promise<number> => {
      const stranger = await community.party.connect();
      const startMs = performance.now();
      await refused(stranger.authenticate({ kind: 'account', name, password: OTHER }));
      return performance.now() - startMs;
    };
    await timeOf('Nobody');
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let round = 0; round < 8; round += 1) {
      known.push(await timeOf('Anna'));
      unknown.push(await timeOf('Nobody'));
    }
    // Without the comparison a name that nobody has would be answered in a tenth of the time.
    const ratio = Math.min(...unknown) / Math.min(...known);
    expect(ratio).toBeGreaterThan(0.5);
  });

  it.each(['', 'seven77', 'x'.repeat(257)])('has no such password: %j', async (password) => {
    community = await Community.open(folder);
    expect(await refused(community.come({ kind: 'register', name: 'Anna', password }))).toBe('password_unfit');
    const guest = await community.party.guest('Anna');
    expect(await refused(guest.ask('becomeAccount', { password }))).toBe('password_unfit');
  });

  it('takes any text for a password, and the same text only', async () => {
    community = await Community.open(folder);
    const texts = fc.sample(fc.string({ minLength: 8, maxLength: 200, unit: 'binary' }), { numRuns: 8, seed: 7 });
    for (const [index, password] of texts.entries()) {
      const name = `P${String(index)}`;
      const anna = await community.come({ kind: 'register', name, password });
      expect((await community.come({ kind: 'account', name, password })).id).toBe(anna.id);
      expect(await refused(community.come({ kind: 'account', name, password: `${password}x` }))).toBe('sign_in_wrong');
    }
  });

  it('has its name alone, while it is away too, for guests, accounts and new names', async () => {
    community = await Community.open(folder);
    const anna = await community.register('Anna');
    anna.close();
    await eventually(() => community.party.counts.members === 0);
    expect(await refused(community.register('ANNA'))).toBe('name_taken');
    expect(await refused(community.party.guest('anna'))).toBe('name_taken');
    const ben = await community.party.guest('Ben');
    expect(await refused(ben.ask('updateProfile', { name: 'Anna' }))).toBe('name_taken');
  });

  it('of two who register one name at once one has it', async () => {
    community = await Community.open(folder);
    const results = await Promise.allSettled([
      community.register('Anna'),
      community.register('anna'),
      community.party.guest('ANNA'),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is known by its new name once it is renamed, and no longer by the old one', async () => {
    community = await Community.open(folder);
    const anna = await community.register('Anna');
    await anna.ask('updateProfile', { name: 'Hanna' });
    expect(await refused(community.come({ kind: 'account', name: 'Anna', password: PASSWORD }))).toBe('sign_in_wrong');
    expect((await community.come({ kind: 'account', name: 'Hanna', password: PASSWORD })).id).toBe(anna.id);
    await community.party.guest('Anna');
  });

  it('comes of a guest with the id, the ownership and everything else', async () => {
    community = await Community.open(folder);
    const anna = await community.party.guest('Anna');
    await anna.ask('sendMessage', { channelId: anna.textChannel(), body: 'as a guest', nonce: 'nonce-0001' });
    const { member } = await anna.ask('becomeAccount', { password: PASSWORD });
    expect(member).toMatchObject({ id: anna.id, kind: 'account', owner: true });
    await anna.hears('membersChanged', ({ members }) => members.some(({ kind }) => kind === 'account'));
    expect(await refused(anna.ask('becomeAccount', { password: PASSWORD }))).toBe('forbidden');
    const again = await community.come({ kind: 'account', name: 'Anna', password: PASSWORD });
    expect(again.id).toBe(anna.id);
    const { messages } = await again.ask('loadMessages', { channelId: again.textChannel(), limit: 5 });
    expect(messages.map(({ author }) => author.memberId)).toEqual([anna.id]);
  });
});

describe('a session', () => {
  it('that is revoked ends with its call at once, told why, and does not come back', async () => {
    community = await Community.open(folder);
    const anna = await community.register('Anna');
    const phone = await community.come({ kind: 'account', name: 'Anna', password: PASSWORD, device: 'Phone' });
    await phone.joinVoice(phone.voiceChannel('Lounge'));
    await phone.produce();
    const { sessions } = await anna.ask('listSessions', {});
    const id = sessions.find(({ device }) => device === 'Phone')?.id ?? '';
    await anna.ask('revokeSession', { id });
    expect(await phone.hears('sessionEnded')).toEqual({ reason: 'revoked' });
    await phone.ended();
    await eventually(() => community.party.counts.peers === 0);
    expect(await refused(community.come({ kind: 'session', token: phone.welcome.token }))).toBe('session_expired');
    expect((await anna.ask('listSessions', {})).sessions).toHaveLength(1);
    expect(await refused(anna.ask('revokeSession', { id }))).toBe('not_found');
  });

  it('alone outlives a change of the password', async () => {
    community = await Community.open(folder);
    const anna = await community.register('Anna');
    const phone = await community.come({ kind: 'account', name: 'Anna', password: PASSWORD });
    const change = { current: PASSWORD, password: OTHER };
    expect(await refused(anna.ask('changePassword', { ...change, current: OTHER }))).toBe('password_wrong');
    expect(await refused(anna.ask('changePassword', { ...change, password: 'short' }))).toBe('password_unfit');
    expect(await anna.ask('changePassword', change)).toEqual({ ended: 1 });
    expect(await phone.hears('sessionEnded')).toEqual({ reason: 'passwordChanged' });
    await phone.ended();
    expect(await refused(community.come({ kind: 'account', name: 'Anna', password: PASSWORD }))).toBe('sign_in_wrong');
    expect((await community.come({ kind: 'account', name: 'Anna', password: OTHER })).id).toBe(anna.id);
    expect((await community.party.again(anna)).id).toBe(anna.id);
    const guest = await community.party.guest('Guest');
    expect(await refused(guest.ask('changePassword', change))).toBe('forbidden');
  });

  it('ends within seconds when somebody else takes it out of the database', async () => {
    community = await Community.open(folder);
    const anna = await community.register('Anna');
    const database = community.file();
    database.prepare('delete from sessions').run();
    database.close();
    expect(await anna.hears('sessionEnded')).toEqual({ reason: 'revoked' });
    await anna.ended();
  });
});

describe('tries', () => {
  const few = { count: 3, windowMs: 600_000 };

  it('of one address run out, for the right password too, however many come at once', async () => {
    community = await Community.open(folder, {}, { tries: few });
    await community.register('Anna');
    const tries = Array.from({ length: 10 }, async () =>
      refused(community.come({ kind: 'account', name: 'Anna', password: OTHER })),
    );
    const codes = await Promise.all(tries);
    expect(codes.filter((code) => code === 'sign_in_wrong')).toHaveLength(3);
    expect(await refused(community.come({ kind: 'account', name: 'Anna', password: PASSWORD }))).toBe('rate_limited');
    // What needs no password goes on.
    await community.party.guest('Ben');
  });

  it('of one account run out, and those of others do not', async () => {
    community = await Community.open(folder, {}, { triesOfAccount: few });
    await community.register('Anna');
    const ben = await community.register('Ben');
    for (let round = 0; round < 3; round += 1) {
      expect(await refused(community.come({ kind: 'account', name: 'ＡＮＮＡ', password: OTHER }))).toBe(
        'sign_in_wrong',
      );
    }
    expect(await refused(community.come({ kind: 'account', name: 'anna', password: PASSWORD }))).toBe('rate_limited');
    expect((await community.come({ kind: 'account', name: 'Ben', password: PASSWORD })).id).toBe(ben.id);
  });

  it("of the owner's code run out too", async () => {
    community = await Community.open(folder, { YANKCORD_OWNER: 'code' }, { tries: few });
    for (let round = 0; round < 3; round += 1) {
      expect(await refused(community.register(`R${String(round)}`, { ownerCode: 'AAAA-AAAA-AAAA-AAAA' }))).toBe(
        'owner_code_wrong',
      );
    }
    const ownerCode = community.party.server.ownerCode ?? '';
    expect(await refused(community.register('Anna', { ownerCode }))).toBe('rate_limited');
  });

  it('of making accounts run out', async () => {
    community = await Community.open(folder, {}, { registrations: few });
    await Promise.all(['A', 'B', 'C'].map(async (name) => community.register(name)));
    expect(await refused(community.register('D'))).toBe('rate_limited');
    const guest = await community.party.guest('E');
    expect(await refused(guest.ask('becomeAccount', { password: PASSWORD }))).toBe('rate_limited');
  });
});
