/** Files are part of what a server keeps: copied with their messages while people send and delete, put back, looked after. */
import { readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ATTACHMENTS_PATH, type Attachment } from '../../common/attachments.ts';
import { examine } from '../../server/operations/doctor/doctor.ts';
import { restore } from '../../server/operations/restore.ts';
import { backUp, verify } from '../../server/store/backup.ts';
import { placeOf } from '../../server/store/FileFolder.ts';
import { ask, bearer, upload } from '../fakes/files.ts';
import type { Guest } from '../fakes/Guest.ts';
import { makeFolder, Party, partyConfig } from '../fakes/party.ts';

const NOW = new Date('2026-11-24T23:15:31.042Z');

let folder: string;
let dataDir: string;
let party: Party | undefined;

beforeEach(async () => {
  folder = await makeFolder();
  dataDir = join(folder, 'data');
  party = await Party.open({ dataDir: folder });
});
afterEach(async () => {
  await party?.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (): Party => {
  if (party === undefined) {
    throw new Error('no server');
  }
  return party;
};

const sendFile = async (guest: Guest, text: string): Promise<{ id: Attachment['id']; messageId: string }> => {
  const { id } = await upload(open().url, guest, { body: Buffer.from(text), name: `${text}.txt` });
  const sent = { channelId: guest.textChannel(), body: '', nonce: `nonce of ${text}`, attachments: [{ id }] };
  const { message } = await guest.ask('sendMessage', sent);
  return { id, messageId: message.id };
};

const read = async (guest: Guest, id: string): Promise<string> => {
  const { status, body } = await ask(`${open().url}${ATTACHMENTS_PATH}${id}`, { headers: bearer(guest) });
  return status === 200 ? body.toString() : String(status);
};

it('comes back with its message, deleted meanwhile or not', async () => {
  const guest = await open().guest('Anna');
  const kept = await sendFile(guest, 'kept');
  const deleted = await sendFile(guest, 'deleted after the backup');
  const waiting = await upload(open().url, guest, { body: Buffer.from('never sent') });
  const backup = await backUp(dataDir, join(folder, 'elsewhere'), NOW);
  expect(backup).toMatchObject({ files: 3, missing: 0 });
  const { messages } = await guest.ask('loadMessages', { channelId: guest.textChannel(), limit: 9 });
  await guest.ask('deleteMessage', { messageId: messages[1]?.id ?? '' });
  const later = await sendFile(guest, 'after the backup');
  expect(await read(guest, deleted.id)).toBe('404');

  await party?.close();
  party = undefined;
  expect(await restore(backup.folder, dataDir, NOW)).toMatchObject({ files: 3, missing: 0 });
  party = await Party.open({ dataDir: folder });
  const back = await party.connect();
  await back.authenticate({ kind: 'session', token: guest.welcome.token });
  expect(await read(back, kept.id)).toBe('kept');
  expect(await read(back, deleted.id)).toBe('deleted after the backup');
  expect(await read(back, waiting.id)).toBe('never sent');
  expect(await read(back, later.id)).toBe('404');
});

it('is in every copy that its message is in, and in no other, while people send and delete', async () => {
  const guest = await open().guest('Anna');
  const ended = new AbortController();
  const busy = (async (): Promise<void> => {
    for (let count = 0; !ended.signal.aborted; count += 1) {
      const { messageId } = await sendFile(guest, `file ${String(count)}`);
      if (count % 2 === 0) {
        await guest.ask('deleteMessage', { messageId });
      }
    }
  })();
  try {
    for (let minute = 0; minute < 8; minute += 1) {
      const backup = await backUp(dataDir, join(folder, 'elsewhere'), new Date(NOW.getTime() + minute * 60_000));
      expect(backup.missing).toBe(0);
      const names = await readdir(join(backup.folder, 'files'), { recursive: true, withFileTypes: true }).catch(
        () => [],
      );
      expect(names.filter((entry) => entry.isFile())).toHaveLength(backup.files);
    }
  } finally {
    ended.abort();
    await busy;
  }
});

it('that is gone or damaged is told by the doctor, and keeps no backup from being made', async () => {
  const guest = await open().guest('Anna');
  const [gone, cut] = [await sendFile(guest, 'gone'), await sendFile(guest, 'cut')];
  await sendFile(guest, 'whole');
  await rm(join(dataDir, 'files', placeOf(gone.id)));
  await truncate(join(dataDir, 'files', placeOf(cut.id)), 1);
  expect(await read(guest, gone.id)).toBe('404');
  const backup = await backUp(dataDir, join(folder, 'elsewhere'), NOW);
  expect(await verify(backup.folder)).toMatchObject({ messages: 3, files: 3, missing: 2 });
  const findings = await examine(await partyConfig(folder), Date.now());
  expect(findings.find(({ about }) => about === 'database')).toMatchObject({
    level: 'problem',
    says: '2 of 3 files that messages show are not there',
  });
});
