import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channelId, memberId } from '../../common/ids.ts';
import { loadCertificate } from '../../server/http/certificate.ts';
import { loadChannels } from '../../server/store/channels.ts';
import { Database } from '../../server/store/Database.ts';
import { addMember, recentMembers, resumeSession } from '../../server/store/members.ts';
import { addMessage, loadMessages } from '../../server/store/messages.ts';
import { searchMessages } from '../../server/store/messageSearch.ts';
import { MIGRATIONS } from '../../server/store/migrations/index.ts';
import { loadVoiceStates, saveServerMute, saveVoiceStates } from '../../server/store/voiceStates.ts';
import { eventually, makeFolder, Party } from '../fakes/party.ts';

let folder: string;

beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const anna = { id: memberId.parse('anna'), name: 'Anna', kind: 'guest' } as const;
const general = channelId.parse('general');
const message = {
  channelId: general,
  author: { memberId: anna.id, name: anna.name },
  body: 'hello',
  sentMs: 1_000,
  nonce: 'nonce-0001',
};

describe('a new database', () => {
  it('has the first channels, and survives what it must', async () => {
    const database = await Database.open(folder);
    const channels = await loadChannels(database);
    expect(channels.map(({ kind, name }) => [kind, name])).toEqual([
      ['text', 'general'],
      ['voice', 'Lounge'],
      ['voice', 'Games'],
    ]);
    const pragma = async (name: string): Promise<unknown> => {
      const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(database.query);
      return Object.values(rows[0] ?? {})[0];
    };
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('foreign_keys')).toBe(1);
    expect(await database.integrity()).toBe('ok');
    database.close();
  });

  it('keeps members, sessions and messages when it is opened again', async () => {
    const first = await Database.open(folder);
    await addMember(first, anna, 'first', 'hash', 1_000);
    await addMessage(first, message);
    first.close();
    const second = await Database.open(folder);
    expect(await resumeSession(second, 'hash', 0, 2_000)).toEqual({ ...anna, owner: true, hue: null });
    expect(await resumeSession(second, 'other', 0, 2_000)).toBeUndefined();
    expect(await resumeSession(second, 'hash', 3_000, 4_000)).toBeUndefined();
    expect(await loadMessages(second, general, { kind: 'newest' }, 10)).toMatchObject({
      messages: [message],
      more: false,
    });
    second.close();
  });

  it('stores no message of a channel that is gone', async () => {
    const database = await Database.open(folder);
    await addMember(database, anna, 'first', 'hash', 1_000);
    const gone = { ...message, channelId: channelId.parse('gone') };
    await expect(addMessage(database, gone)).rejects.toMatchObject({ code: 'not_found' });
    await addMessage(database, message);
    database.close();
  });

  it('stores a nonce once for its author', async () => {
    const database = await Database.open(folder);
    const first = await addMessage(database, message);
    const again = await addMessage(database, { ...message, body: 'changed' });
    expect(first.fresh).toBe(true);
    expect(again).toEqual({ fresh: false, message: first.message });
    const other = await addMessage(database, { ...message, author: { memberId: memberId.parse('ben'), name: 'Ben' } });
    expect(other.fresh).toBe(true);
    database.close();
  });
});

describe('migrations', () => {
  it('bring each older version to the newest and keep what is in it', async () => {
    const names = Object.keys(MIGRATIONS);
    for (const [index] of names.entries()) {
      const dataDir = join(folder, String(index));
      const older = await Database.open(dataDir, Object.fromEntries(Object.entries(MIGRATIONS).slice(0, index + 1)));
      // As the oldest program would: its columns are in every version.
      const { channelId, author, body, nonce, sentMs } = message;
      await sql`insert into messages (channel_id, author_id, author_name, body, nonce, sent_ms)
        values (${channelId}, ${author.memberId}, ${author.name}, ${body}, ${nonce}, ${sentMs})`.execute(older.query);
      older.close();
      const newest = await Database.open(dataDir);
      expect((await loadMessages(newest, general, { kind: 'newest' }, 10)).messages).toMatchObject([message]);
      const search = { query: 'HELL', channelIds: [general], limit: 10 };
      expect((await searchMessages(newest, search)).messages).toMatchObject([message]);
      expect(await newest.integrity()).toBe('ok');
      newest.close();
    }
  });

  it('make the earliest member the owner, and keep voice states and channels as they were', async () => {
    const oldest = Object.fromEntries(Object.entries(MIGRATIONS).slice(0, 1));
    (await Database.open(folder, oldest)).close();
    const file = new BetterSqlite3(join(folder, 'yankcord.sqlite3'));
    const addOld = file.prepare(
      `insert into members (id, name, kind, created_ms, seen_ms) values (?, ?, 'guest', ?, 9)`,
    );
    addOld.run('ben', 'Ben', 2_000);
    addOld.run('anna', 'Anna', 1_000);
    addOld.run('cara', 'Cara', 1_000);
    file.exec(`insert into voice_states values ('ben', 'lounge', 1, 0, 5)`);
    file.exec(`update channels set member_limit = 7 where id = 'lounge'`);
    file.close();
    const newest = await Database.open(folder);
    const members = await recentMembers(newest, 0, 10);
    expect(members.filter(({ owner }) => owner).map(({ id }) => id)).toEqual(['anna']);
    expect(members).toHaveLength(3);
    expect(await loadVoiceStates(newest)).toEqual([
      { memberId: 'ben', channelId: 'lounge', muted: true, deafened: false, sinceMs: 5, serverMuted: false },
    ]);
    expect((await loadChannels(newest)).find(({ id }) => id === 'lounge')).toMatchObject({
      memberLimit: 7,
      peerBitrateBps: 0,
    });
    expect(await addMember(newest, { ...anna, id: memberId.parse('dan') }, 'first', 'hash', 3_000)).toMatchObject({
      owner: false,
    });
    newest.close();
  });

  it('leave a failed one undone', async () => {
    const failing = {
      ...MIGRATIONS,
      '9999_fails': {
        up: async (database: Parameters<(typeof MIGRATIONS)[string]['up']>[0]): Promise<void> => {
          await sql`create table half (id integer)`.execute(database);
          throw new Error('no');
        },
      },
    };
    await expect(Database.open(folder, failing)).rejects.toMatchObject({ code: 'data_unwritable' });
    const file = new BetterSqlite3(join(folder, 'yankcord.sqlite3'));
    expect(file.prepare(`select name from sqlite_schema where name = 'half'`).all()).toEqual([]);
    file.close();
  });

  it('of a newer program are refused, and the file is left as it is', async () => {
    const newer = { ...MIGRATIONS, '9999_newer': { up: () => Promise.resolve() } };
    (await Database.open(folder, newer)).close();
    await expect(Database.open(folder)).rejects.toMatchObject({ code: 'data_newer' });
    (await Database.open(folder, newer)).close();
  });
});

describe('the owner', () => {
  it('is the first member, and one only where two come at once', async () => {
    const database = await Database.open(folder);
    const names = ['anna', 'ben', 'cara'];
    const members = await Promise.all(
      names.map(async (name) =>
        addMember(database, { id: memberId.parse(name), name, kind: 'guest' }, 'first', name, 1_000),
      ),
    );
    expect(members.map(({ owner }) => owner)).toEqual([true, false, false]);
    expect(await resumeSession(database, 'anna', 0, 1_000)).toMatchObject({ owner: true });
    expect(await resumeSession(database, 'ben', 0, 1_000)).toMatchObject({ owner: false });
    database.close();
  });
});

describe('a mute by a moderator', () => {
  it('is kept apart from what the member chose', async () => {
    const database = await Database.open(folder);
    await addMember(database, anna, 'first', 'hash', 1_000);
    expect(await saveServerMute(database, memberId.parse('nobody'), true, 1_000)).toBe(false);
    expect(await saveServerMute(database, anna.id, true, 1_000)).toBe(true);
    const lounge = channelId.parse('lounge');
    await saveVoiceStates(database, [
      { memberId: anna.id, channelId: lounge, muted: false, deafened: true, sinceMs: 2_000 },
    ]);
    expect(await loadVoiceStates(database)).toEqual([
      { memberId: anna.id, channelId: lounge, muted: false, deafened: true, sinceMs: 2_000, serverMuted: true },
    ]);
    await saveServerMute(database, anna.id, false, 3_000);
    expect(await loadVoiceStates(database)).toMatchObject([{ serverMuted: false, deafened: true, sinceMs: 2_000 }]);
    database.close();
  });
});

describe('a folder that cannot be used', () => {
  it('is told by its name', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    await expect(Database.open(path)).rejects.toMatchObject({
      code: 'data_unwritable',
      message: expect.stringContaining(path) as string,
    });
  });

  it.runIf(process.platform === 'linux')('is told where nothing can be made, such as in /proc', async () => {
    await expect(Database.open('/proc/nothing')).rejects.toMatchObject({ code: 'data_unwritable' });
  });

  it('is made with its parents', async () => {
    const path = join(folder, 'one', 'two', 'three');
    const opened = await Promise.all([Database.open(path), loadCertificate(path, [])]);
    opened[0].close();
  });

  it('is told to be damaged', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'yankcord.sqlite3'), 'x'.repeat(10_000));
    await expect(Database.open(folder)).rejects.toMatchObject({
      code: 'data_unwritable',
      message: expect.stringContaining('damaged') as string,
    });
  });
});

describe('a server that is started again', () => {
  it('knows its members and messages, and who was in voice, muted or deafened (S5, S19)', async () => {
    const first = await Party.open({ dataDir: folder });
    const guest = await first.guest('Anna');
    const { token } = guest.welcome;
    await guest.ask('sendMessage', { channelId: guest.textChannel(), body: 'still here', nonce: 'nonce-0001' });
    await guest.joinVoice(guest.voiceChannel('Lounge'), { muted: true });
    await guest.ask('setVoiceState', { muted: true, deafened: true });
    await first.close();

    const database = await Database.open(join(folder, 'data'));
    const [state] = await loadVoiceStates(database);
    expect(state).toMatchObject({ memberId: guest.id, channelId: 'lounge', muted: true, deafened: true });
    database.close();

    const second = await Party.open({ dataDir: folder });
    expect(second.server.fingerprint).toBe(first.server.fingerprint);
    const back = await second.connect();
    await back.authenticate({ kind: 'session', token });
    expect(back.welcome.self).toEqual(guest.welcome.self);
    const { messages } = await back.ask('loadMessages', { channelId: back.textChannel(), limit: 10 });
    expect(messages.map(({ body }) => body)).toEqual(['still here']);
    await second.close();
  });

  it('tells its guests that it ends', async () => {
    const party = await Party.open();
    const guest = await party.guest('Anna');
    await guest.joinVoice(guest.voiceChannel('Lounge'));
    const stopping = party.server.stop();
    await guest.hears('serverStopping');
    await guest.ended();
    await stopping;
    await eventually(() => party.counts.workers === 0 && party.counts.peers === 0);
    await party.close();
  });
});
