/** What people send to harm others, one idea each: kept, and handed out in a way in which it cannot. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ATTACHMENTS_PATH } from '../../common/attachments.ts';
import { MESSAGE_MAX_LENGTH } from '../../common/messages.ts';
import { ask, bearer, png, upload, type Answer } from '../fakes/files.ts';
import { refusalOf, type Guest } from '../fakes/Guest.ts';
import { Party } from '../fakes/party.ts';

let party: Party;
let owner: Guest;
let guest: Guest;

beforeAll(async () => {
  party = await Party.open();
  owner = await party.guest('Owner');
  guest = await party.guest('Guest');
});
afterAll(async () => {
  await party.close();
});

/** As somebody else gets it. */
const served = async (name: string, body: Buffer): Promise<Answer & { kind: string; name: string }> => {
  const uploaded = await upload(party.url, guest, { name, body });
  const nonce = `nonce of ${uploaded.id}`;
  await guest.ask('sendMessage', {
    channelId: guest.textChannel(),
    body: '',
    nonce,
    attachments: [{ id: uploaded.id }],
  });
  const answer = await ask(`${party.url}${ATTACHMENTS_PATH}${uploaded.id}`, { headers: bearer(owner) });
  expect(answer.status).toBe(200);
  expect(answer.body.equals(body)).toBe(true);
  return { ...answer, kind: uploaded.kind, name: uploaded.name };
};

/** Nothing that a browser opens: only saved. */
const SAVED = {
  'content-type': 'application/octet-stream',
  'content-disposition': expect.stringMatching(/^attachment; /) as string,
  'x-content-type-options': 'nosniff',
  'content-security-policy': expect.stringContaining('sandbox') as string,
};

const zip = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), Buffer.alloc(60)]);
const SCRIPT = '<script>document.title = "taken"</script>';

describe('a file', () => {
  it.each([
    ['page.html', Buffer.from(`<!doctype html>${SCRIPT}`)],
    ['page.png', Buffer.from(`<!doctype html>${SCRIPT}`)],
    ['drawing.svg', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`)],
    ['drawing.png', Buffer.from(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`)],
    ['paper.pdf', Buffer.from('%PDF-1.7\n1 0 obj\n<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>')],
    ['photo.jpg', zip],
    ['script.js', Buffer.from('alert(1)')],
    ['program.mp4', Buffer.from('MZ\u0090\u0000'.padEnd(400, '\u0000'), 'latin1')],
  ])('%s that holds what could run is only saved', async (name, body) => {
    const { headers, kind } = await served(name, body);
    expect(kind).toBe('file');
    expect(headers).toMatchObject(SAVED);
  });

  it.each([
    ['a picture and a page', 'gif.html', Buffer.from(`GIF89a\u0010\u0000\u0010\u0000${SCRIPT}`, 'latin1'), 'image/gif'],
    ['a picture and an archive', 'both.zip', png(20, 20, zip), 'image/png'],
  ])('that is %s at once is the picture alone', async (_, name, body, type) => {
    const { headers } = await served(name, body);
    expect(headers).toMatchObject({
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    });
  });

  it.each([
    ['says it is larger than any screen', png(60_000, 60_000)],
    ['says it is as long as a street', png(100_000, 1)],
    ['is cut off before its size', png(10, 10).subarray(0, 14)],
  ])('that %s is not shown as a picture', async (_, body) => {
    const { headers, kind } = await served('bomb.png', body);
    expect(kind).toBe('file');
    expect(headers).toMatchObject(SAVED);
  });

  it.each([
    ['turns the direction of its name', 'photo\u202egnp.exe', 'photognp.exe'],
    ['would be saved elsewhere', '../../.ssh/authorized_keys', '_.._.ssh_authorized_keys'],
    ['has a header in its name', 'a\r\nset-cookie: x=1\r\n.txt', 'aset-cookie_ x=1.txt'],
    ['ends its own quotes', `x"; filename="evil.exe`, 'x_; filename=_evil.exe'],
  ])('that %s is saved under a name that does not', async (_, given, name) => {
    const { headers, name: shown } = await served(given, Buffer.from('words'));
    expect(shown).toBe(name);
    expect(headers['set-cookie']).toBeUndefined();
    const disposition = String(headers['content-disposition']);
    expect(disposition).toMatch(/^attachment; filename\*=UTF-8''[\w.%!#$&+^`|~-]+$/);
    expect(decodeURIComponent(disposition.split("''")[1] ?? '')).toBe(name);
  });
});

describe('a name', () => {
  const HIDDEN = ['An\u202ena', 'Anna\u200b', '\u2066Anna\u2069', 'An\u0000na', '\u00ad', ' '];

  it.each(HIDDEN)('of a person is not %j, which hides or turns what is read', async (name) => {
    const stranger = await party.connect();
    const [result] = await Promise.allSettled([stranger.authenticate({ kind: 'guest', name })]);
    expect(refusalOf(result).code).toBe('invalid');
  });

  it.each(HIDDEN)('of a channel is not %j either', async (name) => {
    const [result] = await Promise.allSettled([owner.ask('createChannel', { kind: 'text', name, categoryId: null })]);
    expect(refusalOf(result).code).toBe('invalid');
  });

  it('that is markup is a name like others', async () => {
    const name = '<img src=x onerror=1>';
    const { channel } = await owner.ask('createChannel', { kind: 'text', name, categoryId: null });
    expect(channel.name).toBe(name);
    expect((await party.guest('<b>Bob</b>')).welcome.self.name).toBe('<b>Bob</b>');
  });
});

it('a message as long as there may be, of signs alone, is kept as it is; a longer one is refused', async () => {
  const say = async (body: string, nonce: string): Promise<string> =>
    (await guest.ask('sendMessage', { channelId: guest.textChannel(), body, nonce })).message.body;
  const signs = '[](<'.repeat(MESSAGE_MAX_LENGTH / 4);
  expect(await say(signs, 'as long as may be')).toBe(signs);
  const [result] = await Promise.allSettled([say(`${signs}*`, 'longer than may be')]);
  expect(refusalOf(result).code).toBe('invalid');
});
