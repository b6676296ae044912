import type { Presence } from '../../common/community.ts';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { channelId, sessionToken } from '../../common/ids.ts';
import { MAX_PAYLOAD_BYTES, PROTOCOL_VERSION } from '../../common/signaling.ts';
import { opusParameters, refusalOf } from '../fakes/Guest.ts';
import { eventually, Party, type PartyOptions } from '../fakes/party.ts';
import { LIMITS } from '../../server/signaling/limits.ts';
import { Database } from '../../server/store/Database.ts';

let party: Party | undefined;

const open = async (options: PartyOptions = {}): Promise<Party> => {
  party = await Party.open(options);
  return party;
};

afterEach(async () => {
  await party?.close();
  party = undefined;
});

describe('authenticating', () => {
  it('comes before everything else, once, in the right version', async () => {
    const stranger = await (await open()).connect();
    await expect(stranger.ask('leaveVoice', {})).rejects.toMatchObject({ code: 'unauthenticated' });
    const as = { kind: 'guest', name: 'Anna' } as const;
    await expect(stranger.ask('authenticate', { protocolVersion: 99, as })).rejects.toMatchObject({
      code: 'protocol_mismatch',
    });
    const [first, second] = await Promise.allSettled([stranger.authenticate(as), stranger.authenticate(as)]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'already_authenticated' } });
  });

  it('gives a name to one at a time, whatever its case, also when two come at once', async () => {
    const current = await open();
    const [one, other] = await Promise.allSettled([current.guest('Anna'), current.guest('aNNa')]);
    expect([one.status, other.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect([one, other].find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'name_taken' } });
    const ben = await current.guest('Ben');
    ben.close();
    await eventually(() => current.counts.members === 1);
    await current.guest('ben');
  });

  it('resumes a session, and refuses one that nobody has', async () => {
    const current = await open();
    const anna = await current.guest('Anna');
    const again = await current.again(anna);
    expect(again.welcome.self).toEqual(anna.welcome.self);
    expect(again.welcome.token).toBe(anna.welcome.token);
    const stranger = await current.connect();
    await expect(
      stranger.ask('authenticate', {
        protocolVersion: PROTOCOL_VERSION,
        as: { kind: 'session', token: sessionToken.parse('A'.repeat(43)) },
      }),
    ).rejects.toMatchObject({ code: 'session_expired' });
    await stranger.authenticate({ kind: 'guest', name: 'Ben' });
  });

  it('has 15 seconds, here fewer', async () => {
    const current = await open({ limits: { authenticationMs: 100 } });
    const stranger = await current.connect();
    const anna = await current.guest('Anna');
    await stranger.ended();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(anna.socket.connected).toBe(true);
  });
});

describe('presence', () => {
  it('is idle when all connections are, and offline when none is left', async () => {
    const current = await open();
    const [anna, ben] = [await current.guest('Anna'), await current.guest('Ben')];
    await ben.ask('setPresence', { idle: false });
    const phone = await current.again(anna);
    await anna.ask('setPresence', { idle: true });
    await phone.ask('setPresence', { idle: true });
    const toldOf = async (wanted: Presence): Promise<unknown> =>
      ben.hears('membersChanged', ({ members }) =>
        members.some(({ id, presence }) => id === anna.id && presence === wanted),
      );
    await toldOf('idle');
    phone.close();
    anna.close();
    await toldOf('offline');
    const cleo = await current.guest('Cleo');
    expect(cleo.welcome.members.map(({ name, presence }) => [name, presence])).toEqual(
      expect.arrayContaining([
        ['Anna', 'offline'],
        ['Ben', 'online'],
        ['Cleo', 'online'],
      ]),
    );
    await ben.hears('membersChanged', ({ members }) => members.some(({ name }) => name === 'Cleo'));
  });
});

describe('messages', () => {
  it('reach everyone, are stored once for each nonce, and come back in pages', async () => {
    const current = await open();
    const [anna, ben] = [await current.guest('Anna'), await current.guest('Ben')];
    const channelId = anna.textChannel();
    const first = await anna.ask('sendMessage', { channelId, body: '  hello  ', nonce: 'nonce-0001' });
    expect(first.message).toMatchObject({ body: 'hello', author: { memberId: anna.id, name: 'Anna' } });
    expect(await ben.hears('messagePosted')).toEqual(first);
    const again = await anna.ask('sendMessage', { channelId, body: 'hello', nonce: 'nonce-0001' });
    expect(again).toEqual(first);
    await ben.ask('sendMessage', { channelId, body: 'hi', nonce: 'nonce-0001' });
    for (let index = 0; index < 5; index += 1) {
      await anna.ask('sendMessage', { channelId, body: String(index), nonce: `nonce-1${String(index)}00` });
    }
    const newest = await ben.ask('loadMessages', { channelId, limit: 4 });
    expect(newest.messages.map(({ body }) => body)).toEqual(['1', '2', '3', '4']);
    expect(newest.more).toBe(true);
    const [oldest] = newest.messages;
    const rest = await ben.ask('loadMessages', {
      channelId,
      ...(oldest === undefined ? {} : { before: oldest.id }),
      limit: 4,
    });
    expect(rest.messages.map(({ body }) => body)).toEqual(['hello', 'hi', '0']);
    expect(rest.more).toBe(false);
    expect(ben.heard('messagePosted').filter(({ message }) => message.body === 'hello')).toHaveLength(1);
    const ids = [...rest.messages, ...newest.messages].map(({ id }) => id);
    expect([...ids].sort()).toEqual(ids);
  });

  it('go to channels that are there', async () => {
    const anna = await (await open()).guest('Anna');
    const nowhere = channelId.parse('nowhere');
    await expect(anna.ask('sendMessage', { channelId: nowhere, body: 'x', nonce: '12345678' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(anna.ask('loadMessages', { channelId: nowhere, limit: 1 })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('limits', () => {
  it('80 media requests in 5 s, then a time to wait; other requests go on (S17)', async () => {
    const current = await open({ limits: { media: LIMITS.media, refusals: LIMITS.refusals } });
    const anna = await current.guest('Anna');
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, async () => anna.ask('setSpeaking', { speaking: true })),
    );
    const refusals = results.map((result) => refusalOf(result));
    expect(refusals.filter(({ code }) => code === 'not_in_voice')).toHaveLength(80);
    const limited = refusals.filter(({ code }) => code === 'rate_limited');
    expect(limited).toHaveLength(20);
    for (const { retryAfterMs } of limited) {
      expect(retryAfterMs).toBeGreaterThan(0);
      expect(retryAfterMs).toBeLessThanOrEqual(5_000);
    }
    await anna.ask('setPresence', { idle: false });
  });

  it('whoever asked too much can still leave the call', async () => {
    const current = await open({ limits: { media: LIMITS.media, refusals: LIMITS.refusals } });
    const anna = await current.guest('Anna');
    await anna.joinVoice(anna.voiceChannel('Lounge'));
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, async () => anna.ask('setSpeaking', { speaking: true })),
    );
    expect(results.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'rate_limited' } });
    await anna.ask('leaveVoice', {});
    expect(current.counts.peers).toBe(0);
  });

  it('repeated bad requests close the connection, and nobody else notices', async () => {
    const current = await open({ limits: { refusals: LIMITS.refusals, tarpitMs: 300 } });
    const [anna, ben] = [await current.guest('Anna'), await current.guest('Ben')];
    let answers = 0;
    for (let index = 0; index < 250; index += 1) {
      anna.socket.emit('nonsense', index, () => (answers += 1));
    }
    const startMs = performance.now();
    await eventually(() => answers >= 200);
    // From there on it is not listened to, and after a while it is closed.
    const { reply } = await Promise.race([
      anna.askRaw('setPresence', { idle: true }).then(
        (answer) => ({ reply: answer }),
        () => ({ reply: undefined }),
      ),
      anna.ended().then(() => ({ reply: undefined })),
    ]);
    expect(reply).toBeUndefined();
    await anna.ended();
    expect(performance.now() - startMs).toBeGreaterThan(250);
    await ben.ask('setPresence', { idle: false });
    expect(current.counts.members).toBe(1);
  });

  it('a request that nobody waits for changes nothing', async () => {
    const current = await open();
    const anna = await current.guest('Anna');
    anna.socket.emit('sendMessage', { channelId: anna.textChannel(), body: 'x', nonce: '12345678' });
    const { messages } = await anna.ask('loadMessages', { channelId: anna.textChannel(), limit: 10 });
    expect(messages).toEqual([]);
  });

  it('more than 32 KiB closes the connection', async () => {
    const current = await open();
    const [anna, ben] = [await current.guest('Anna'), await current.guest('Ben')];
    anna.socket.emit('sendMessage', { body: 'x'.repeat(MAX_PAYLOAD_BYTES + 1) }, () => undefined);
    await anna.ended();
    await ben.ask('setPresence', { idle: true });
  });

  it('a prepared peer waits 60 s, here less', async () => {
    const current = await open({ limits: { waitingPeerMs: 50 } });
    const anna = await current.guest('Anna');
    const lounge = anna.voiceChannel('Lounge');
    const { peerId } = await anna.ask('prepareVoice', anna.setupOf(lounge));
    await eventually(() => current.counts.waitingPeers === 0 && current.counts.transports === 0);
    await expect(anna.joinVoice(lounge, { preparedPeerId: peerId })).rejects.toMatchObject({ code: 'peer_not_found' });
  });

  it('a reader that does not read is closed, and the others go on', async () => {
    const current = await open();
    const [anna, slow] = [await current.guest('Anna'), await current.guest('Slow')];
    pauseReading(slow.socket);
    const channelId = anna.textChannel();
    const body = 'x'.repeat(4_000);
    for (let index = 0; index < 20_000 && current.counts.members === 2; index += 1) {
      await anna.ask('sendMessage', { channelId, body, nonce: `slow-${String(index).padStart(6, '0')}` });
    }
    expect(current.counts.members).toBe(1);
    expect(anna.socket.connected).toBe(true);
    slow.socket.io.engine.close();
  });
});

describe('a media worker that dies (S10)', () => {
  it('is replaced; those it carried are told to come back, and can, and nobody sees them leave', async () => {
    const current = await open();
    const [anna, ben] = [await current.guest('Anna'), await current.guest('Ben')];
    const lounge = anna.voiceChannel('Lounge');
    const { peerId } = await anna.joinVoice(lounge);
    await anna.produce();
    const [pid] = current.server.workerPids;
    process.kill(pid ?? 0, 'SIGKILL');
    expect(await anna.hears('voiceEnded')).toEqual({ peerId, reason: 'media_failed', rejoin: true });
    // At once: the join waits for the worker.
    await anna.joinVoice(lounge, { muted: true });
    await anna.produce();
    await ben.hears('roomChanged', ({ events }) => events.some(({ kind }) => kind === 'stateChanged'));
    const kinds = ben.heard('roomChanged').flatMap(({ events }) => events.map(({ kind }) => kind));
    expect(kinds).toEqual(['joined', 'stateChanged']);
    expect(current.counts).toMatchObject({ workers: 1, routers: 1, peers: 1, producers: 1 });
  });
});

describe('failures of ours', () => {
  it('cross the wire as a reference that the log has (S14)', async () => {
    const errors: unknown[] = [];
    const current = await open({
      log: {
        debug: () => undefined,
        info: () => undefined,
        warn: () => undefined,
        error: (_message, fault, fields) => errors.push([fault, fields]),
      },
    });
    const anna = await current.guest('Anna');
    // The database is damaged while it is open: SQLite has its own words for that.
    const database = await Database.open(join(current.dataDir, 'data'));
    await sql`drop table messages`.execute(database.query);
    database.close();
    const reply = await anna.askRaw('loadMessages', { channelId: anna.textChannel(), limit: 1 });
    expect(reply).toEqual({
      ok: false,
      error: { code: 'internal', message: expect.stringMatching(/^ref [0-9a-f]{8}$/) as string },
    });
    const ref = reply.ok ? '' : reply.error.message.slice(4);
    expect(errors).toEqual([
      [expect.objectContaining({ message: 'no such table: messages' }), { ref, request: 'loadMessages' }],
    ]);
    // The connection goes on, and so does everything else.
    await anna.joinVoice(anna.voiceChannel('Lounge'));
  });

  it('are none when parameters pass the schema and make no sense', async () => {
    const current = await open();
    const anna = await current.guest('Anna');
    await anna.joinVoice(anna.voiceChannel('Lounge'));
    // Two encodings of one SSRC.
    const rtpParameters = { ...opusParameters(), encodings: [{ ssrc: 7 }, { ssrc: 7 }] };
    const request = { source: 'microphone', kind: 'audio', rtpParameters, paused: false };
    const reply = await anna.askRaw('produce', request);
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } });
    expect(current.counts.producers).toBe(0);
  });
});

/** Stops taking bytes from the network; everything sent stays with the sender. */
const pauseReading = (socket: { io: { engine: { transport: unknown } } }): void => {
  // engine.io-client keeps the `ws` socket in its transport, and `ws` its TCP socket: neither is in their types.
  const { ws } = socket.io.engine.transport as { ws: { _socket: { pause(): void } } };
  ws._socket.pause();
};
