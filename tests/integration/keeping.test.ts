/** What a server keeps, kept: backups while it runs, by hand and by themselves, put back, and one server to a folder. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SILENT_LOG } from '../../common/log.ts';
import { examine } from '../../server/operations/doctor/doctor.ts';
import { describe as inLines, type Finding } from '../../server/operations/doctor/finding.ts';
import { BackupSchedule, backupsOf } from '../../server/operations/BackupSchedule.ts';
import { restore } from '../../server/operations/restore.ts';
import { backUp, keepNewest, listBackups, timeOf, verify } from '../../server/store/backup.ts';
import { childEnv, config as testConfig } from '../config.ts';
import type { Guest } from '../fakes/Guest.ts';
import { eventually, makeFolder, makeWebDir, Party, partyConfig } from '../fakes/party.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const NOW = new Date('2026-11-24T23:15:31.042Z');

let folder: string;
let dataDir: string;
const parties: Party[] = [];

beforeEach(async () => {
  folder = await makeFolder();
  dataDir = join(folder, 'data');
});
afterEach(async () => {
  await Promise.all(parties.splice(0).map(async (party) => party.close()));
  await rm(folder, { recursive: true, force: true });
});

const openParty = async (): Promise<Party> => {
  const party = await Party.open({ dataDir: folder });
  parties.push(party);
  return party;
};

const end = async (party: Party): Promise<void> => {
  parties.splice(parties.indexOf(party), 1);
  await party.close();
};

const write = async (guest: Guest, body: string): Promise<void> => {
  await guest.ask('sendMessage', { channelId: guest.textChannel(), body, nonce: `nonce of ${body}` });
};

const wordsIn = async (guest: Guest): Promise<string[]> => {
  const { messages } = await guest.ask('loadMessages', { channelId: guest.textChannel(), limit: 50 });
  return messages.map(({ body }) => body);
};

describe('a data folder', () => {
  it('belongs to one server at a time, and to the next as soon as that one ends', async () => {
    const first = await openParty();
    await expect(Party.open({ dataDir: folder })).rejects.toMatchObject({ code: 'data_in_use' });
    const guest = await first.guest('Anna'); // the first is unharmed
    await write(guest, 'still here');
    await end(first);
    const second = await openParty();
    expect(await wordsIn(await second.guest('Ben'))).toEqual(['still here']);
  });
});

describe('a backup', () => {
  it('made while people write holds what was acknowledged before, and is put back with who the server is', async () => {
    const party = await openParty();
    const { fingerprint } = party.server;
    const guest = await party.guest('Anna');
    await write(guest, 'before');
    const writing = new AbortController();
    const others = (async (): Promise<number> => {
      let count = 0;
      for (; !writing.signal.aborted; count += 1) {
        await write(guest, `meanwhile ${String(count)}`);
      }
      return count;
    })();
    const backup = await backUp(dataDir, join(folder, 'elsewhere'), NOW);
    writing.abort();
    const meanwhile = await others;
    expect(backup.folder).toBe(join(folder, 'elsewhere', '2026-11-24T23-15-31-042Z'));
    expect(backup.messages).toBeGreaterThanOrEqual(1);
    expect(backup.messages).toBeLessThanOrEqual(1 + meanwhile);
    await write(guest, 'after');

    await expect(restore(backup.folder, dataDir, NOW)).rejects.toMatchObject({ code: 'data_in_use' });
    expect(await wordsIn(guest)).toContain('after');
    await end(party);

    const restored = await restore(backup.folder, dataDir, NOW);
    expect(restored).toMatchObject({ members: backup.members, messages: backup.messages });
    const again = await openParty();
    expect(again.server.fingerprint).toBe(fingerprint);
    const back = await again.connect();
    await back.authenticate({ kind: 'session', token: guest.welcome.token });
    const words = await wordsIn(back);
    expect(words).toContain('before');
    expect(words).not.toContain('after');
    // And what was there before the restore is a whole backup itself.
    expect((await verify(restored.before ?? '')).messages).toBe(2 + meanwhile);
  });

  it('moves to a machine that has nothing yet', async () => {
    const party = await openParty();
    await write(await party.guest('Anna'), 'moved');
    const { folder: backup } = await backUp(dataDir, join(folder, 'elsewhere'), NOW);
    const { fingerprint } = party.server;
    await end(party);
    await rm(dataDir, { recursive: true });
    expect(await restore(backup, dataDir, NOW)).toMatchObject({ messages: 1, before: undefined });
    const there = await openParty();
    expect(there.server.fingerprint).toBe(fingerprint);
  });

  it('that is damaged, cut short or none is refused, and changes nothing', async () => {
    const party = await openParty();
    await write(await party.guest('Anna'), 'precious');
    const { folder: backup } = await backUp(dataDir, join(folder, 'elsewhere'), NOW);
    await end(party);
    const file = join(backup, 'yankcord.sqlite3');
    const whole = await readFile(file);
    await truncate(file, whole.length - 4_096);
    await expect(restore(backup, dataDir, NOW)).rejects.toMatchObject({ code: 'backup_damaged' });
    whole.fill(0x55, 8_192, 12_288);
    await writeFile(file, whole);
    await expect(restore(backup, dataDir, NOW)).rejects.toMatchObject({ code: 'backup_damaged' });
    await expect(restore(join(folder, 'nowhere'), dataDir, NOW)).rejects.toMatchObject({ code: 'backup_damaged' });
    expect(await wordsIn(await (await openParty()).guest('Ben'))).toEqual(['precious']);
  });

  it('is not left half where it cannot be made', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'yankcord.sqlite3'), 'x'.repeat(10_000));
    const into = join(folder, 'elsewhere');
    await expect(backUp(dataDir, into, NOW)).rejects.toMatchObject({ code: 'backup_failed' });
    expect(await readdir(into)).toEqual([]);
    const nowhere = backUp(join(folder, 'nowhere'), into, NOW);
    await expect(nowhere).rejects.toMatchObject({
      code: 'backup_failed',
      message: expect.stringContaining('nothing') as string,
    });
    expect(await readdir(folder)).not.toContain('nowhere');
  });

  it('is kept as long as it is among the newest', async () => {
    const party = await openParty();
    await party.guest('Anna');
    const into = join(folder, 'elsewhere');
    for (const day of ['20', '21', '22']) {
      await backUp(dataDir, into, new Date(`2026-11-${day}T01:02:03.004Z`));
    }
    await mkdir(join(into, 'something of somebody'));
    await mkdir(join(into, '2026-11-19T01-02-03-004Z.partial'));
    await keepNewest(into, 2);
    expect((await readdir(into)).sort()).toEqual([
      '2026-11-21T01-02-03-004Z',
      '2026-11-22T01-02-03-004Z',
      'something of somebody',
    ]);
    expect((await listBackups(into)).map(timeOf)).toEqual([
      Date.UTC(2026, 10, 21, 1, 2, 3, 4),
      Date.UTC(2026, 10, 22, 1, 2, 3, 4),
    ]);
  });

  it('comes by itself when it is due, and only then', async () => {
    const party = await openParty();
    await write(await party.guest('Anna'), 'kept');
    const schedule = new BackupSchedule(dataDir, { everyHours: 1, kept: 3 }, SILENT_LOG, 20);
    try {
      await eventually(() => schedule.lastSeconds !== undefined, undefined, 30_000);
      const backups = await listBackups(backupsOf(dataDir));
      expect(backups).toHaveLength(1);
      expect((await verify(backups[0] ?? '')).messages).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 200)); // ten more looks
      expect(await listBackups(backupsOf(dataDir))).toEqual(backups);
    } finally {
      schedule.close();
    }
  });
});

describe('the doctor', () => {
  const of = (findings: readonly Finding[], about: string): Finding | undefined =>
    findings.find((finding) => finding.about === about);
  const levels = (findings: readonly Finding[]): Record<string, string> =>
    Object.fromEntries(findings.map(({ about, level }) => [about, level]));

  it('finds a server that never ran fit to run, and makes nothing', async () => {
    const findings = await examine(await partyConfig(folder), Date.now());
    const { ffmpeg, disk, ...others } = levels(findings);
    expect([ffmpeg, disk]).not.toContain(undefined);
    expect(others).toEqual({
      addresses: 'warning', // it is told to listen to this machine alone
      'web port': 'ok',
      'media ports': 'ok',
      'media worker': 'ok',
      'web client': 'ok',
      clock: 'ok',
      certificate: 'ok',
      database: 'ok',
      backups: 'ok',
    });
    expect(await readdir(folder)).not.toContain('data');
  });

  it('may be asked while the server runs', async () => {
    const party = await openParty();
    await write(await party.guest('Anna'), 'one');
    const config = { ...(await partyConfig(folder)), port: party.server.port };
    const findings = await examine(config, Date.now());
    expect(of(findings, 'web port')).toMatchObject({
      level: 'ok',
      says: expect.stringContaining('this server') as string,
    });
    expect(of(findings, 'database')?.says).toContain('1 members, 1 messages');
    expect(of(findings, 'backups')).toMatchObject({
      level: 'warning',
      helps: expect.stringContaining('backup') as string,
    });
    await write(await party.guest('Ben'), 'two'); // it goes on
  });

  it('names what is wrong, and what helps', async () => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const party = await openParty();
    await write(await party.guest('Anna'), 'of today');
    await end(party);
    await backUp(dataDir, backupsOf(dataDir), new Date('2026-11-01T00:00:00.000Z'));
    await chmod(join(dataDir, 'certificate.pem'), 0o644);
    const config = await partyConfig(folder);
    const broken = {
      ...config,
      port,
      webDir: join(folder, 'nothing'),
      media: { ...config.media, port, workerBin: join(folder, 'no-worker') },
    };
    try {
      const findings = await examine(broken, Date.UTC(2026, 5, 1));
      expect(levels(findings)).toMatchObject({
        'web port': 'problem',
        'media ports': 'problem',
        'media worker': 'problem',
        'web client': 'problem',
        clock: 'problem',
        certificate: 'problem',
        database: 'ok',
      });
      expect(findings.filter(({ level, helps }) => level !== 'ok' && helps === undefined)).toEqual([]);
      expect(inLines(findings)).toMatch(/PROBLEM web port +TCP \d+ is taken \(EADDRINUSE\)\n +Stop what uses it/);
      const later = await examine(config, Date.now());
      expect(levels(later)).toMatchObject({ certificate: 'warning', backups: 'warning' });
      await writeFile(join(dataDir, 'yankcord.sqlite3'), 'x'.repeat(10_000));
      expect(of(await examine(config, Date.now()), 'database')).toMatchObject({
        level: 'problem',
        helps: expect.stringContaining('restore') as string,
      });
    } finally {
      taken.close();
    }
  });
});

describe('the command line', () => {
  const run = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
    const environment = {
      YANKCORD_WEB_DIR: await makeWebDir(folder),
      YANKCORD_HOST: '127.0.0.1',
      YANKCORD_PORT: '0',
      YANKCORD_MEDIA_PORT: '0',
      MEDIA_WORKER_COUNT: '1',
      ...(testConfig.workerBin === undefined ? {} : { MEDIASOUP_WORKER_BIN: testConfig.workerBin }),
    };
    const all = [MAIN, ...args, '--data', dataDir];
    try {
      return { code: 0, ...(await promisify(execFile)(process.execPath, all, { env: childEnv(environment) })) };
    } catch (fault) {
      // What execFile rejects with: https://nodejs.org/api/child_process.html#child_processexecfilefile-args-options-callback
      return fault as { code: number; stdout: string; stderr: string };
    }
  };

  it('backs up, restores and examines', async () => {
    const party = await openParty();
    await write(await party.guest('Anna'), 'one');
    const made = await run('backup');
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/whole: 1 members, 1 messages and 0 files/) as string,
    });
    const [backup = ''] = made.stdout.split('\n');
    expect(await run('restore', backup)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is in use by another Yankcord') as string,
    });
    await end(party);
    expect(await run('restore', backup)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('restored 1 members, 1 messages and 0 files') as string,
    });
    expect(await run('restore')).toMatchObject({ code: 2, stderr: expect.stringContaining("'folder'") as string });
    expect(await run('doctor')).toMatchObject({ code: 0, stdout: expect.stringContaining('0 problems') as string });
    await writeFile(join(dataDir, 'certificate.pem'), 'nonsense');
    expect(await run('doctor')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('PROBLEM certificate') as string,
    });
  });
});
