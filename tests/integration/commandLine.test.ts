/** The command line beside a server that runs: accounts, sessions, the owner and invites, by real processes. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseInvite } from '../../common/invite.ts';
import { childEnv } from '../config.ts';
import { Community, PASSWORD, refused } from '../fakes/Community.ts';
import { makeFolder } from '../fakes/party.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

let folder: string;
let community: Community | undefined;
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(async () => {
  await community?.party.close();
  community = undefined;
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  readonly code: number;
  readonly says: string;
  readonly complains: string;
}

const run = (...words: readonly string[]): Promise<Run> =>
  new Promise((resolve) => {
    const args = [MAIN, ...words, '--data', join(folder, 'data')];
    const child = execFile(process.execPath, args, { env: childEnv({}) }, (_fault, says, complains) => {
      resolve({ code: child.exitCode ?? -1, says, complains });
    });
  });

it('lists accounts, gives a new password that ends all sessions at once, and a new owner', async () => {
  community = await Community.open(folder);
  const { party } = community;
  const olga = await party.guest('Olga'); // owns it
  const anna = await community.register('Anna');
  expect(await run('user', 'list')).toMatchObject({ code: 0, complains: '' });
  const { says } = await run('user', 'list');
  expect(says).toMatch(/^Anna +account +last here \d{4}-\d\d-\d\d \d\d:\d\d\nOlga +guest, owner +last here/);

  const reset = await run('user', 'reset-password', 'ANNA');
  const password = /^ {2}(\S+)$/m.exec(reset.says)?.[1] ?? '';
  expect(reset).toMatchObject({ code: 0, complains: '' });
  expect(await anna.hears('sessionEnded')).toEqual({ reason: 'revoked' });
  expect(await refused(community.signIn('Anna', PASSWORD))).toBe('sign_in_wrong');
  const again = await community.signIn('Anna', password);
  expect(again.id).toBe(anna.id);

  expect(await run('user', 'make-owner', 'anna')).toMatchObject({ code: 0, says: 'Anna owns the server.\n' });
  await again.hears('membersChanged', ({ members }) => members.some(({ id, owner }) => id === anna.id && owner));
  expect((await again.ask('loadCondition', {})).storage.members).toBe(2);
  expect(await refused(olga.ask('loadCondition', {}))).toBe('forbidden');

  expect(await run('user', 'rename', 'anna', ' Anna Lee ')).toMatchObject({
    code: 0,
    says: 'Anna is called Anna Lee from now on.\n',
  });
  await again.hears('membersChanged', ({ members }) =>
    members.some(({ id, name }) => id === anna.id && name === 'Anna Lee'),
  );
  expect((await community.signIn('anna lee', password)).id).toBe(anna.id);
  expect(await refused(community.signIn('Anna', password))).toBe('sign_in_wrong');

  expect(await run('user', 'end-sessions', 'Olga')).toMatchObject({ code: 0, says: '1 session ended.\n' });
  expect(await olga.hears('sessionEnded')).toEqual({ reason: 'revoked' });
}, 60_000);

it('makes, lists and revokes invites', async () => {
  community = await Community.open(folder, { YANKCORD_REGISTRATION: 'invite' });
  const olga = await community.party.guest('Olga');
  const { role } = await olga.ask('createRole', { name: 'Friends', hue: null, permissions: 1 });
  const made = await run('invite', 'create', '--uses', '1', '--hours', '2', '--role', 'friends');
  expect(made).toMatchObject({ code: 0, complains: '' });
  const invite = parseInvite(made.says);
  expect(invite?.fingerprint).toBe(community.party.server.fingerprint);
  const token = invite?.token ?? '';
  const behindProxy = await run('invite', 'create', '--address', 'https://chat.example.org/');
  expect(behindProxy.says).toMatch(/^https:\/\/chat\.example\.org\/#invite=[\w-]{22}\n$/);

  const ben = await community.register('Ben', { invite: token });
  expect(ben.welcome.members.find(({ id }) => id === ben.id)?.roles).toEqual([role.id]);
  expect(await refused(community.register('Cleo', { invite: token }))).toBe('invite_invalid');
  const { says } = await run('invite', 'list');
  expect(says).toContain(`${token}  by the command line  used 1 of 1 times`);
  expect(says).toContain('as Friends');

  const other = parseInvite(behindProxy.says)?.token ?? '';
  expect(await run('invite', 'revoke', other)).toMatchObject({ code: 0 });
  expect(await refused(community.register('Cleo', { invite: other }))).toBe('invite_invalid');
  expect((await run('invite', 'list')).says).not.toContain(other);
}, 60_000);

it('says in a sentence what is wrong, and changes nothing', async () => {
  expect(await run('user', 'list')).toMatchObject({
    code: 1,
    says: '',
    complains: expect.stringContaining('There is no server in') as string,
  });
  community = await Community.open(folder);
  await community.party.guest('Olga');
  await community.register('Anna');
  const wrong: readonly (readonly [readonly string[], number, string])[] = [
    [['user', 'reset-password', 'Nobody'], 1, 'Nobody here is called "Nobody"'],
    [['user', 'reset-password', 'Olga'], 1, 'Olga is a guest'],
    [['user', 'rename', 'Olga', '  '], 1, '"  " is no name'],
    [['user', 'rename', 'Olga', 'ANNA'], 1, 'An account here is called "ANNA" already'],
    [['user', 'rename', 'Nobody', 'Somebody'], 1, 'Nobody here is called "Nobody"'],
    [['user', 'reset-password'], 2, "missing required argument 'name'"],
    [['invite', 'create', '--uses', '0'], 1, '--uses is a whole number from 1 to 10000, not "0"'],
    [['invite', 'create', '--hours', 'many'], 1, '--hours is a whole number'],
    [['invite', 'create', '--role', 'None'], 1, 'There is no role called "None"'],
    [['invite', 'create', '--address', 'http://plain.example'], 1, '--address is one such as'],
    [['invite', 'revoke', 'nothing'], 1, 'There is no such invite'],
    [['user', 'forget', 'Olga'], 2, "unknown command 'forget'"],
  ];
  for (const [words, code, sentence] of wrong) {
    const told = await run(...words);
    expect(told.complains, words.join(' ')).toContain(sentence);
    expect(told).toMatchObject({ code, says: '' });
  }
  expect((await run('invite', 'list')).says).toBe('There are no invites.\n');

  // Nothing is made in the place of the server, and its data is not brought up to date under it.
  await rm(join(folder, 'data', 'certificate.pem'));
  expect((await run('invite', 'create')).complains).toContain('has no certificate');
  expect((await run('invite', 'list')).says).toBe('There are no invites.\n');
  const file = community.file();
  file.prepare('delete from kysely_migration where name = (select max(name) from kysely_migration)').run();
  file.close();
  expect(await run('user', 'list')).toMatchObject({
    code: 1,
    complains: expect.stringContaining('was used by an older version of Yankcord last') as string,
  });
}, 60_000);
