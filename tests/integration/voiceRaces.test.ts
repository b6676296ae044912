/** What happens at once in a call: joins, leaves, devices of one member, lost connections. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ChannelId } from '../../common/ids.ts';
import { KIND_OF_SOURCE, producerSource, type ProducerSource } from '../../common/media.ts';
import { opusParameters, refusalOf, vp8Parameters, type Guest } from '../fakes/Guest.ts';
import { eventually, Party } from '../fakes/party.ts';

const GRACE_MS = 1_500;
const SOURCES = producerSource.options;

let party: Party;
let owner: Guest;
let lounge: ChannelId;

beforeEach(async () => {
  party = await Party.open({ limits: { graceMs: GRACE_MS } });
  owner = await party.guest('Olga');
  lounge = owner.voiceChannel('Lounge');
});
afterEach(async () => {
  await party.close();
});

const guests = async (count: number): Promise<Guest[]> =>
  party.guests(...Array.from({ length: count }, (_, index) => `Guest ${String(index)}`));

/** With a mid of its own: a transport takes each once. */
const produce = async (guest: Guest, source: ProducerSource): Promise<void> => {
  const kind = KIND_OF_SOURCE[source];
  const rtpParameters = {
    ...(kind === 'audio' ? opusParameters() : vp8Parameters()),
    mid: String(SOURCES.indexOf(source)),
  };
  await guest.ask('produce', { source, kind, rtpParameters, paused: false });
};

/** How each ended: `ok`, or the code it was refused with. */
const endings = async (works: readonly Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(works)).map((result) => (result.status === 'fulfilled' ? 'ok' : refusalOf(result).code));

/** Who is in a call as a newcomer is told, and as the media are. */
const expectInCall = async (count: number): Promise<void> => {
  const late = await party.guest(`Late ${Math.random().toString(36).slice(2)}`);
  expect(late.welcome.voice).toHaveLength(count);
  late.close();
  expect(party.counts).toMatchObject({ peers: count, waitingPeers: 0, transports: 2 * count });
};

it('a channel takes as many as it may, of fifty who come at once; the expected count (S4)', async () => {
  await owner.ask('updateVoiceChannel', { channelId: lounge, memberLimit: 10 });
  const crowd = await guests(50);
  const codes = await endings(
    crowd.map(async (guest, index) => {
      const prepared = index % 2 === 0 ? await guest.ask('prepareVoice', guest.setupOf(lounge)) : undefined;
      return guest.joinVoice(lounge, prepared === undefined ? {} : { preparedPeerId: prepared.peerId });
    }),
  );
  expect(codes.filter((code) => code === 'ok')).toHaveLength(10);
  expect(new Set(codes)).toEqual(new Set(['ok', 'channel_full']));
  expect(party.counts.peers).toBe(10);
  const inside = crowd.filter((_, index) => codes[index] === 'ok');
  for (const guest of inside.slice(0, 3)) {
    guest.cut();
  }
  await eventually(() => party.counts.sockets === crowd.length + 1 - 3);
  // Their places are kept while they are expected back …
  expect(await endings([owner.joinVoice(lounge)])).toEqual(['channel_full']);
  process.kill(party.server.workerPids[0] ?? 0, 'SIGKILL');
  await eventually(() => party.counts.peers === 0);
  expect(await endings([owner.joinVoice(lounge)])).toEqual(['channel_full']);
  // … for them, and for nobody else, however many try.
  const back = await Promise.all(inside.slice(0, 3).map(async (guest) => party.again(guest)));
  const others = crowd.filter((_, index) => codes[index] !== 'ok');
  const again = [...inside.slice(3), ...back];
  const all = await endings([...others, ...again].map(async (guest) => guest.joinVoice(lounge)));
  expect(all).toEqual([...others.map(() => 'channel_full'), ...again.map(() => 'ok')]);
  // The worker took the prepared peers along.
  await expectInCall(10);
});

it('a channel with a limit can be switched into by as many as it may take', async () => {
  const games = owner.voiceChannel('Games');
  await owner.ask('updateVoiceChannel', { channelId: games, memberLimit: 3 });
  const crowd = await guests(12);
  await Promise.all(crowd.map(async (guest) => guest.joinVoice(lounge)));
  const codes = await endings(crowd.map(async (guest) => guest.joinVoice(games)));
  expect(codes.filter((code) => code === 'ok')).toHaveLength(3);
  const late = await party.guest('Late');
  const where = late.welcome.voice.map(({ channelId }) => channelId);
  expect(where.filter((id) => id === games)).toHaveLength(3);
  // Who was refused is where they were.
  expect(where.filter((id) => id === lounge)).toHaveLength(9);
  expect(party.counts).toMatchObject({ peers: 12, transports: 24, rooms: 2 });
});

it('two devices of one member that join at once hold one call (S4)', async () => {
  const [anna] = await guests(1);
  if (anna === undefined) {
    throw new Error('nobody came');
  }
  const phone = await party.again(anna);
  expect((await endings([anna.joinVoice(lounge), phone.joinVoice(lounge)])).sort()).toEqual([
    'in_call_elsewhere',
    'ok',
  ]);
  for (let round = 0; round < 20; round += 1) {
    const channels = [lounge, owner.voiceChannel('Games')];
    const [one = lounge, other = lounge] = round % 2 === 0 ? channels : channels.reverse();
    const codes = await endings([anna.joinVoice(one, { moveHere: true }), phone.joinVoice(other, { moveHere: true })]);
    expect(codes).toContain('ok');
    await expectInCall(1);
    const left = await endings([anna.ask('leaveVoice', {}), phone.ask('leaveVoice', {})]);
    expect(left.sort()).toEqual(['not_in_voice', 'ok']);
    await expectInCall(0);
  }
});

it('of two devices that come back to one peer at once, or join instead, one has the call', async () => {
  const [anna] = await guests(1);
  if (anna === undefined) {
    throw new Error('nobody came');
  }
  let device = anna;
  for (let round = 0; round < 10; round += 1) {
    const { peerId } = await device.joinVoice(lounge, { moveHere: true });
    device.cut();
    const [laptop, phone] = [await party.again(anna), await party.again(anna)];
    const codes = await endings([
      laptop.ask('resumeVoice', { peerId }),
      round % 2 === 0 ? phone.ask('resumeVoice', { peerId }) : phone.joinVoice(lounge, { moveHere: true }),
    ]);
    expect(codes).toContain('ok');
    await expectInCall(1);
    const held = await endings([laptop, phone].map(async (each) => each.ask('setSpeaking', { speaking: false })));
    expect(held.sort()).toEqual(['not_in_voice', 'ok']);
    laptop.close();
    await endings([phone.ask('leaveVoice', {})]);
    await eventually(() => party.counts.peers === 0);
    device = phone;
  }
});

it('leaving and coming back at once ends in one of both, everywhere', async () => {
  const [anna] = await guests(1);
  if (anna === undefined) {
    throw new Error('nobody came');
  }
  for (let round = 0; round < 20; round += 1) {
    const { peerId } = await anna.joinVoice(lounge, { moveHere: true });
    const again = await party.again(anna);
    const leave = async (): Promise<unknown> => anna.ask('leaveVoice', {});
    const comeBack = async (): Promise<unknown> => again.ask('resumeVoice', { peerId });
    const racing = round % 2 === 0 ? [leave(), comeBack()] : [comeBack(), leave()].reverse();
    const codes = await endings(racing);
    expect([
      ['ok', 'peer_not_found'],
      ['not_in_voice', 'ok'],
    ]).toContainEqual(codes);
    await expectInCall(codes[1] === 'ok' ? 1 : 0);
    again.close();
    await eventually(() => party.counts.peers === 0);
  }
});

it('what is made while its member leaves, or is taken elsewhere, is gone', async () => {
  const [anna, ben] = await guests(2);
  if (anna === undefined || ben === undefined) {
    throw new Error('nobody came');
  }
  await ben.joinVoice(lounge);
  const phone = await party.again(anna);
  for (let round = 0; round < 20; round += 1) {
    await anna.joinVoice(lounge, { moveHere: true });
    const producing = SOURCES.map(async (source) => produce(anna, source));
    const ending =
      round % 2 === 0 ? anna.ask('leaveVoice', {}) : phone.joinVoice(lounge, { moveHere: true, muted: true });
    const codes = await endings([ending, ...producing]);
    expect(codes[0]).toBe('ok');
    await eventually(
      () => party.counts.producers === 0 && party.counts.consumers === 0,
      () => [codes, party.counts],
    );
    await expectInCall(round % 2 === 0 ? 1 : 2);
  }
  // Whatever was offered was withdrawn.
  await eventually(() => {
    const offered = ben.heard('consumersOffered').flatMap(({ consumers }) => consumers.map((each) => each.consumerId));
    const closed = ben.heard('consumersClosed').flatMap(({ consumerIds }) => consumerIds);
    return JSON.stringify(offered.sort()) === JSON.stringify(closed.sort());
  });
});

it('what is made while the connection is lost belongs to who comes back', async () => {
  const [anna, ben] = await guests(2);
  if (anna === undefined || ben === undefined) {
    throw new Error('nobody came');
  }
  await ben.joinVoice(lounge);
  const { peerId } = await anna.joinVoice(lounge);
  // Sent, and the connection is gone before the answer.
  for (const source of SOURCES) {
    produce(anna, source).catch(() => undefined);
  }
  const again = await party.again(anna);
  await again.ask('resumeVoice', { peerId });
  anna.cut();
  await eventually(() => party.counts.sockets === 3);
  // One is made after the other: between them is a moment at which they differ.
  await eventually(
    () => party.counts.producers === party.counts.consumers,
    () => party.counts,
  );
  for (const source of SOURCES) {
    await produce(again, source).catch(() => undefined);
  }
  expect(party.counts.producers).toBe(SOURCES.length);
  await again.ask('leaveVoice', {});
  await eventually(
    () => party.counts.producers + party.counts.consumers === 0,
    () => party.counts,
  );
});

it('a connection that is lost in the middle of a join leaves nothing', async () => {
  const crowd = await guests(20);
  for (const [index, guest] of crowd.entries()) {
    const setup = { ...guest.setupOf(lounge), muted: false, deafened: false, moveHere: false };
    guest.askRaw('joinVoice', setup).catch(() => undefined);
    setTimeout(() => {
      guest.cut();
    }, index % 10);
  }
  await eventually(
    () => party.counts.sockets === 1 && party.counts.members === 1,
    () => party.counts,
    GRACE_MS * 3,
  );
  await expectInCall(0);
  await eventually(
    () => party.counts.routers === 0,
    () => party.counts,
  );
});

it('whom the owner mutes while they join is muted', async () => {
  const crowd = await guests(20);
  const ids = crowd.map(({ id }) => id);
  await Promise.all([
    ...crowd.map(async (guest) => guest.joinVoice(lounge)),
    ...ids.map(async (memberId) => owner.ask('serverMute', { memberId, muted: true })),
  ]);
  const late = await party.guest('Late');
  expect(late.welcome.voice.map(({ serverMuted }) => serverMuted)).toEqual(crowd.map(() => true));
  await Promise.all(crowd.map(async (guest) => guest.produce()));
  await Promise.all(crowd.map(async (guest) => guest.ask('setSpeaking', { speaking: true })));
  const later = await party.guest('Later');
  expect(later.welcome.voice.some(({ speaking }) => speaking)).toBe(false);
});

it('capabilities that contradict themselves leave no room behind (S3)', async () => {
  // A retransmission of a payload type that is no number: JSON schemas do not know, mediasoup does.
  const rtx = { kind: 'video', mimeType: 'video/rtx', preferredPayloadType: 97, clockRate: 90_000 } as const;
  const rtpCapabilities = { codecs: [{ ...rtx, parameters: { apt: 'VP8' } }] };
  const codes = await endings(
    [owner.voiceChannel('Lounge'), owner.voiceChannel('Games')].map(async (id) =>
      owner.joinVoice(id, { rtpCapabilities }),
    ),
  );
  expect(codes).toEqual(['invalid', 'invalid']);
  await eventually(
    () => party.counts.rooms === 0 && party.counts.routers === 0,
    () => party.counts,
    1_000,
  );
});
