/** Files that people attach: taken in, kept, handed out to those who may see them, and never trusted. */
import { readdir } from 'node:fs/promises';
import { connect } from 'node:tls';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ATTACHMENTS_PATH, UPLOADS_PATH, type Attachment } from '../../common/attachments.ts';
import { bitsOf } from '../../common/permissions.ts';
import type { Message } from '../../common/messages.ts';
import { Attachments } from '../../server/community/Attachments.ts';
import { Channels } from '../../server/community/Channels.ts';
import { Roles } from '../../server/community/Roles.ts';
import { Database } from '../../server/store/Database.ts';
import { SILENT_LOG } from '../../common/log.ts';
import { ask, bearer, png, refusalIn, tryUpload, upload } from '../fakes/files.ts';
import { refusalOf, type Guest } from '../fakes/Guest.ts';
import { Party } from '../fakes/party.ts';

const MB = 1_000_000;
const APP = 'app://yankcord';

let party: Party;
let ann: Guest;
let ben: Guest;

beforeAll(async () => {
  party = await Party.open({ environment: { YANKCORD_FILE_MB: '2', YANKCORD_FILES_MB: '12' } });
  ann = await party.guest('Ann');
  ben = await party.guest('Ben');
});
afterAll(async () => {
  await party.close();
});

let nonces = 0;
const send = async (
  guest: Guest,
  attachments: { id: Attachment['id']; alt?: string }[],
  body = '',
): Promise<Message> => {
  nonces += 1;
  const nonce = `a nonce ${String(nonces)}`;
  return (await guest.ask('sendMessage', { channelId: guest.textChannel(), body, nonce, attachments })).message;
};

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const [result] = await Promise.allSettled([work]);
  return refusalOf(result).code;
};

const addressOf = (id: string): string => `${party.url}${ATTACHMENTS_PATH}${id}`;

const filesOf = async ({ dataDir }: Party): Promise<string[]> => {
  const entries = await readdir(join(dataDir, 'data', 'files'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
};

describe('a file', () => {
  it('comes with its message, by its own bytes what it is, and is read by whoever sees the message', async () => {
    const picture = png(40, 30);
    const uploaded = await upload(party.url, ann, { body: picture, name: 'holiday.png' });
    expect(uploaded).toMatchObject({ name: 'holiday.png', kind: 'image', type: 'image/png', width: 40, height: 30 });
    expect((await ask(addressOf(uploaded.id), { headers: bearer(ben) })).status).toBe(404);

    const message = await send(ann, [{ id: uploaded.id, alt: ' The sea ' }], 'look');
    expect(message.attachments).toEqual([{ ...uploaded, alt: 'The sea' }]);
    const told = await ben.hears('messagePosted', (posted) => posted.message.id === message.id);
    expect(told.message.attachments).toEqual(message.attachments);

    const got = await ask(addressOf(uploaded.id), { headers: bearer(ben) });
    expect(got.status).toBe(200);
    expect(got.body.equals(picture)).toBe(true);
    expect(got.headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'cache-control': 'private, no-cache',
      'accept-ranges': 'bytes',
    });
    expect(got.headers['set-cookie']).toBeUndefined();

    const part = await ask(addressOf(uploaded.id), { headers: { ...bearer(ben), range: 'bytes=1-3' } });
    expect([part.status, part.body.toString()]).toEqual([206, 'PNG']);
    const { messages } = await ben.ask('loadMessages', { channelId: ben.textChannel(), limit: 5 });
    expect(messages.at(-1)?.attachments).toEqual(message.attachments);
  });

  it('alone is a message, and nothing is none', async () => {
    const { id } = await upload(party.url, ann, { body: Buffer.from('words') });
    expect((await send(ann, [{ id }])).body).toBe('');
    const nothing = { channelId: ann.textChannel(), body: '', nonce: 'of nothing' };
    expect(await codeOf(ann.ask('sendMessage', nothing))).toBe('invalid');
    expect(await codeOf(ann.ask('sendMessage', { ...nothing, attachments: [] }))).toBe('invalid');
  });

  it('of another, or of another message, is not there for whoever sends', async () => {
    const { id } = await upload(party.url, ann, { body: Buffer.from('mine') });
    const before = (await ben.ask('loadMessages', { channelId: ben.textChannel(), limit: 50 })).messages.length;
    expect(await codeOf(send(ben, [{ id }], 'stolen'))).toBe('not_found');
    await send(ann, [{ id }]);
    expect(await codeOf(send(ann, [{ id }], 'again'))).toBe('not_found');
    const after = (await ben.ask('loadMessages', { channelId: ben.textChannel(), limit: 50 })).messages.length;
    expect(after).toBe(before + 1);
  });

  it('is stored once, however often it is sent', async () => {
    const sent = { body: Buffer.from('once'), nonce: 'the-same-nonce', name: 'once.txt' };
    const before = await filesOf(party);
    const [first, again, third] = await Promise.all([1, 2, 3].map(async () => upload(party.url, ann, sent)));
    expect(again?.id).toBe(first?.id);
    expect(third?.id).toBe(first?.id);
    expect((await filesOf(party)).length).toBe(before.length + 1);
    const known = await ask(`${party.url}${UPLOADS_PATH}${sent.nonce}`, { headers: bearer(ann) });
    expect(JSON.parse(known.body.toString())).toMatchObject({ ok: true, data: { id: first?.id } });
    expect((await ask(`${party.url}${UPLOADS_PATH}${sent.nonce}`, { headers: bearer(ben) })).status).toBe(404);
  });

  it('goes with its message, and when it is not sent after all', async () => {
    const { id } = await upload(party.url, ann, { body: Buffer.from('to be deleted') });
    const message = await send(ann, [{ id }]);
    expect(await filesOf(party)).toContain(id);
    await ann.ask('deleteMessage', { messageId: message.id });
    expect((await ask(addressOf(id), { headers: bearer(ann) })).status).toBe(404);
    expect(await filesOf(party)).not.toContain(id);

    const other = await upload(party.url, ann, { body: Buffer.from('second thoughts') });
    expect((await ask(addressOf(other.id), { method: 'DELETE', headers: bearer(ben) })).status).toBe(404);
    expect((await ask(addressOf(other.id), { method: 'DELETE', headers: bearer(ann) })).status).toBe(200);
    expect(await filesOf(party)).not.toContain(other.id);
  });
});

describe('whoever has no session', () => {
  it.each([
    ['PUT', `${UPLOADS_PATH}some-nonce`],
    ['GET', `${UPLOADS_PATH}some-nonce`],
    ['GET', `${ATTACHMENTS_PATH}00000000000000000000000000000000`],
    ['DELETE', `${ATTACHMENTS_PATH}00000000000000000000000000000000`],
  ])('may not %s %s', async (method, path) => {
    for (const headers of [{}, { authorization: 'Bearer short' }, { authorization: `Bearer ${'x'.repeat(43)}` }]) {
      const answer = await ask(
        `${party.url}${path}`,
        { method, headers },
        method === 'PUT' ? Buffer.alloc(9) : undefined,
      );
      expect(answer.status).toBe(401);
    }
  });

  it('is not let in by what stands in an address', async () => {
    const { id } = await upload(party.url, ann, { body: Buffer.from('words') });
    expect((await ask(`${addressOf(id)}?token=${ann.welcome.token}`)).status).toBe(401);
  });

  it('reads nothing as a page of another origin, and the app does', async () => {
    const foreign = await ask(addressOf('any'), { method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
    const app = await ask(addressOf('any'), { method: 'OPTIONS', headers: { origin: APP } });
    expect([app.status, app.headers['access-control-allow-origin']]).toEqual([204, APP]);
    expect(app.headers['access-control-allow-headers']).toContain('authorization');
  });
});

describe('what is refused', () => {
  it('is too large, said or not, and leaves nothing', async () => {
    const before = await filesOf(party);
    const large = Buffer.alloc(2 * MB + 1, 1);
    const said = await tryUpload(party.url, ann, { body: large });
    expect([said.status, refusalIn(said)]).toEqual([413, 'file_too_large']);
    const unsaid = await tryUpload(party.url, ann, { body: large, headers: { 'transfer-encoding': 'chunked' } });
    expect([unsaid.status, refusalIn(unsaid)]).toEqual([413, 'file_too_large']);
    expect(await filesOf(party)).toEqual(before);
  });

  it('is empty, or has no name that can be read', async () => {
    expect(refusalIn(await tryUpload(party.url, ann, { body: Buffer.alloc(0) }))).toBe('file_unreadable');
    const bad = { body: Buffer.from('x'), headers: { 'x-file-name': '%E0%A4%A' } };
    expect(refusalIn(await tryUpload(party.url, ann, bad))).toBe('invalid');
    expect(refusalIn(await tryUpload(party.url, ann, { body: Buffer.from('x'), nonce: 'no' }))).toBe('invalid');
  });

  it('is cut short, and leaves nothing', async () => {
    const before = await filesOf(party);
    const { port, hostname } = new URL(party.url);
    const socket = connect({ port: Number(port), host: hostname, rejectUnauthorized: false });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    socket.write(
      `PUT ${UPLOADS_PATH}cut-short-nonce HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ann.welcome.token}\r\nContent-Length: 100000\r\n\r\n`,
    );
    socket.write(Buffer.alloc(5_000, 7));
    await eventuallyFiles((files) => files.length === before.length + 1);
    socket.destroy();
    await eventuallyFiles((files) => files.length === before.length);
    expect((await ask(`${party.url}${UPLOADS_PATH}cut-short-nonce`, { headers: bearer(ann) })).status).toBe(404);
  });

  it('is more than the server keeps', async () => {
    const codes: string[] = [];
    for (let file = 0; file < 8 && codes.at(-1) !== 'storage_full'; file += 1) {
      codes.push(refusalIn(await tryUpload(party.url, ben, { body: Buffer.alloc(1.9 * MB, file + 1) })));
    }
    expect(codes.at(-1)).toBe('storage_full');
    expect(codes.length).toBeGreaterThan(3);
    const { messages } = await ann.ask('loadMessages', { channelId: ann.textChannel(), limit: 1 });
    expect(messages).toHaveLength(1); // people write on
  });
});

const eventuallyFiles = async (fits: (files: string[]) => boolean): Promise<void> => {
  let files = await filesOf(party);
  const endMs = performance.now() + 5_000;
  while (!fits(files) && performance.now() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    files = await filesOf(party);
  }
  expect(fits(files)).toBe(true);
};

describe('who may', () => {
  it('attach nothing in a channel does not, and may write on', async () => {
    const channelId = ann.textChannel();
    const target = { kind: 'member', memberId: ben.id } as const;
    const { id } = await upload(party.url, ben, { body: Buffer.from('before') });
    await ann.ask('setOverride', { channelId, target, allow: 0, deny: bitsOf('attachFiles') });
    expect(await codeOf(send(ben, [{ id }], 'with a file'))).toBe('forbidden');
    await ben.ask('sendMessage', { channelId, body: 'without', nonce: 'without a file' });
    await ann.ask('setOverride', { channelId, target, allow: 0, deny: 0 });
    await send(ben, [{ id }], 'with a file after all');
  });

  it('not see a channel any more reads no file of it any more', async () => {
    const channelId = ann.textChannel();
    const target = { kind: 'member', memberId: ben.id } as const;
    const { id } = await upload(party.url, ann, { body: Buffer.from('secret') });
    await send(ann, [{ id }]);
    expect((await ask(addressOf(id), { headers: bearer(ben) })).status).toBe(200);
    await ann.ask('setOverride', { channelId, target, allow: 0, deny: bitsOf('viewChannel') });
    expect((await ask(addressOf(id), { headers: bearer(ben) })).status).toBe(404);
    await ann.ask('setOverride', { channelId, target, allow: 0, deny: 0 });
  });

  it('not be here any more neither reads nor uploads', async () => {
    const cy = await party.guest('Cy');
    const { id } = await upload(party.url, ann, { body: Buffer.from('words') });
    await send(ann, [{ id }]);
    expect((await ask(addressOf(id), { headers: bearer(cy) })).status).toBe(200);
    await ann.ask('banMember', { memberId: cy.id, reason: '', untilMs: null, address: false });
    expect([401, 403]).toContain((await ask(addressOf(id), { headers: bearer(cy) })).status);
    expect([401, 403]).toContain((await tryUpload(party.url, cy, { body: Buffer.from('words') })).status);
  });
});

it('what was never sent, and what nothing refers to, is swept', async () => {
  const own = await Party.open();
  try {
    const guest = await own.guest('Guest');
    const [kept, stale] = await Promise.all(
      ['kept', 'stale'].map((text) => upload(own.url, guest, { body: Buffer.from(text) })),
    );
    if (kept === undefined || stale === undefined) {
      throw new Error('nothing was uploaded');
    }
    await guest.ask('sendMessage', {
      channelId: guest.textChannel(),
      body: '',
      nonce: 'with the kept',
      attachments: [{ id: kept.id }],
    });
    const dataDir = join(own.dataDir, 'data');
    const database = await Database.open(dataDir);
    try {
      const { authority } = await Roles.open(database);
      const channels = await Channels.open(database, authority);
      const attachments = await Attachments.open(
        database,
        channels,
        dataDir,
        { maxBytes: MB, totalBytes: MB },
        SILENT_LOG,
      );
      await attachments.sweep(Date.now());
      expect((await filesOf(own)).sort()).toEqual([kept.id, stale.id].sort());
      await attachments.sweep(Date.now() + 80 * 3_600_000);
      expect(await filesOf(own)).toEqual([kept.id]);
    } finally {
      database.close();
    }
  } finally {
    await own.close();
  }
});
