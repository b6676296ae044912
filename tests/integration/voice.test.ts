import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KIND_OF_SOURCE, producerSource } from '../../common/media.ts';
import type { RoomEvent } from '../../common/voice.ts';
import { only, opusParameters, refusalOf, vp8Parameters, type Guest } from '../fakes/Guest.ts';
import { eventually, Party } from '../fakes/party.ts';

let party: Party;
let anna: Guest;
let ben: Guest;
let cleo: Guest;
let round = 0;

beforeAll(async () => {
  party = await Party.open();
});
afterAll(async () => {
  await party.close();
});

/** Three fresh guests for each test; the server stays. */
beforeEach(async () => {
  round += 1;
  const guest = async (name: string): Promise<Guest> => party.guest(`${name} ${String(round)}`);
  [anna, ben, cleo] = await Promise.all([guest('Anna'), guest('Ben'), guest('Cleo')]);
  return async () => {
    for (const guest of [anna, ben, cleo]) {
      expect(guest.malformed).toEqual([]);
      guest.close();
    }
    await eventually(
      () => party.counts.sockets === 0 && party.counts.routers === 0,
      () => party.counts,
    );
    expect(party.counts).toMatchObject({ rooms: 0, transports: 0, producers: 0, consumers: 0, peers: 0 });
  };
});

const eventsHeardBy = (guest: Guest): RoomEvent[] => guest.heard('roomChanged').flatMap(({ events }) => events);

describe('joining', () => {
  it('answers transports that are connected already, and tells everyone', async () => {
    const lounge = anna.voiceChannel('Lounge');
    const setup = await anna.joinVoice(lounge);
    expect(setup.sendTransport.id).not.toBe(setup.receiveTransport.id);
    // The server took its DTLS role when it was told the fingerprints.
    expect(setup.sendTransport.dtlsParameters.role).toBe('server');
    expect(setup.receiveTransport.dtlsParameters.role).toBe('server');
    expect(setup.sendTransport.iceCandidates.map(({ ip }) => ip)).toEqual(['127.0.0.1', '127.0.0.1']);
    expect(setup.sendTransport.iceCandidates.map(({ protocol }) => protocol).sort()).toEqual(['tcp', 'udp']);
    expect(setup.present.map(({ memberId }) => memberId)).toEqual([anna.id]);
    expect(setup.consumers).toEqual([]);
    await ben.hears('roomChanged', ({ events }) =>
      events.some((event) => event.kind === 'joined' && event.member.memberId === anna.id),
    );
  });

  it('gives a joiner all producers in one answer, with their owners (S2, S6)', async () => {
    const lounge = anna.voiceChannel('Lounge');
    await anna.joinVoice(lounge);
    await ben.joinVoice(lounge);
    await Promise.all([anna.produce(), ben.produce()]);
    const setup = await cleo.joinVoice(lounge);
    expect(setup.consumers.map(({ from, source }) => [from.kind === 'member' && from.name, source])).toEqual([
      [anna.welcome.self.name, 'microphone'],
      [ben.welcome.self.name, 'microphone'],
    ]);
    expect(cleo.heard('consumersOffered')).toEqual([]);
    await cleo.ask('resumeConsumers', { consumerIds: setup.consumers.map(({ consumerId }) => consumerId) });
  });

  it('offers a new producer to everyone else in the room, and to nobody outside', async () => {
    const lounge = anna.voiceChannel('Lounge');
    await anna.joinVoice(lounge);
    const { peerId } = await ben.joinVoice(lounge);
    await cleo.joinVoice(cleo.voiceChannel('Games'));
    const producerId = await anna.produce();
    const offered = await ben.hears('consumersOffered');
    expect(offered.peerId).toBe(peerId);
    expect(offered.consumers).toMatchObject([
      {
        producerId,
        kind: 'audio',
        source: 'microphone',
        from: { kind: 'member', memberId: anna.id, name: anna.welcome.self.name },
      },
    ]);
    expect(anna.heard('consumersOffered')).toEqual([]);
    expect(cleo.heard('consumersOffered')).toEqual([]);
  });

  it('offers nothing that the peer cannot decode', async () => {
    const lounge = anna.voiceChannel('Lounge');
    await anna.joinVoice(lounge);
    await anna.produce();
    const rtpCapabilities = only(ben.welcome.routerRtpCapabilities, 'video/VP8');
    const setup = await ben.joinVoice(lounge, { rtpCapabilities });
    expect(setup.consumers).toEqual([]);
  });

  it('is refused when the channel is a text channel or does not exist', async () => {
    await expect(anna.joinVoice(anna.textChannel())).rejects.toMatchObject({ code: 'not_found' });
    await expect(anna.ask('leaveVoice', {})).rejects.toMatchObject({ code: 'not_in_voice' });
  });
});

describe('a prepared peer', () => {
  it('is seen by nobody and flows with the join when it was acknowledged before', async () => {
    const lounge = anna.voiceChannel('Lounge');
    await anna.joinVoice(lounge);
    await anna.produce();
    const prepared = await ben.ask('prepareVoice', ben.setupOf(lounge));
    expect(prepared.present.map(({ memberId }) => memberId)).toEqual([anna.id]);
    expect(party.counts).toMatchObject({ peers: 1, waitingPeers: 1 });
    await ben.ask('resumeConsumers', { consumerIds: prepared.consumers.map(({ consumerId }) => consumerId) });
    const joined = await ben.joinVoice(lounge, { preparedPeerId: prepared.peerId });
    expect(joined.peerId).toBe(prepared.peerId);
    expect(joined.consumers).toEqual(prepared.consumers);
    expect(party.counts).toMatchObject({ peers: 2, waitingPeers: 0, transports: 4 });
    await anna.hears('roomChanged', ({ events }) =>
      events.some((event) => event.kind === 'joined' && event.member.memberId === ben.id),
    );
  });

  it('is offered producers that come while it waits (S2)', async () => {
    const lounge = anna.voiceChannel('Lounge');
    const prepared = await ben.ask('prepareVoice', ben.setupOf(lounge));
    await anna.joinVoice(lounge);
    await anna.produce();
    const offered = await ben.hears('consumersOffered');
    expect(offered.peerId).toBe(prepared.peerId);
    const joined = await ben.joinVoice(lounge, { preparedPeerId: prepared.peerId });
    expect(joined.consumers).toEqual(offered.consumers);
  });

  it('cannot produce, and there is one at most', async () => {
    const lounge = anna.voiceChannel('Lounge');
    const first = await anna.ask('prepareVoice', anna.setupOf(lounge));
    await expect(anna.produce()).rejects.toMatchObject({ code: 'not_in_voice' });
    await anna.ask('prepareVoice', anna.setupOf(anna.voiceChannel('Games')));
    expect(party.counts).toMatchObject({ waitingPeers: 1, transports: 2 });
    await expect(anna.joinVoice(lounge, { preparedPeerId: first.peerId })).rejects.toMatchObject({
      code: 'peer_not_found',
    });
    await anna.joinVoice(lounge);
    expect(party.counts).toMatchObject({ peers: 1, waitingPeers: 0, transports: 2 });
  });
});

describe('producing', () => {
  it('takes one producer of each source under 100 racing requests (S4)', async () => {
    await anna.joinVoice(anna.voiceChannel('Lounge'));
    const sources = producerSource.options;
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, async (_, turn) => {
        const source = sources[turn % sources.length] ?? 'camera';
        const kind = KIND_OF_SOURCE[source];
        // Such that the worker would take every one of them.
        const rtpParameters = { ...(kind === 'audio' ? opusParameters() : vp8Parameters()), mid: String(turn) };
        await anna.ask('produce', { source, kind, rtpParameters, paused: false });
      }),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(sources.length);
    const refusals = results.filter(({ status }) => status === 'rejected').map(refusalOf);
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['producer_exists']));
    expect(party.counts.producers).toBe(sources.length);
  });

  it('wants the kind that fits the source', async () => {
    await anna.joinVoice(anna.voiceChannel('Lounge'));
    await expect(
      anna.ask('produce', { source: 'camera', kind: 'audio', rtpParameters: opusParameters(), paused: false }),
    ).rejects.toMatchObject({ code: 'source_kind_mismatch' });
    expect(party.counts.producers).toBe(0);
  });

  it('frees its source when it closes, and the others are told once', async () => {
    const lounge = anna.voiceChannel('Lounge');
    await anna.joinVoice(lounge);
    await ben.joinVoice(lounge);
    const producerId = await anna.produce();
    const offered = await ben.hears('consumersOffered');
    await anna.ask('closeProducer', { producerId });
    const closed = await ben.hears('consumersClosed');
    expect(closed.consumerIds).toEqual(offered.consumers.map(({ consumerId }) => consumerId));
    await anna.produce();
    expect(party.counts.producers).toBe(1);
    await expect(anna.ask('pauseProducer', { producerId })).rejects.toMatchObject({ code: 'producer_not_found' });
  });
});

describe('leaving', () => {
  it('closes the consumers of what the leaver sent (S3) and tells everyone', async () => {
    const lounge = anna.voiceChannel('Lounge');
    await anna.joinVoice(lounge);
    await ben.joinVoice(lounge);
    await anna.produce();
    const offered = await ben.hears('consumersOffered');
    await anna.ask('leaveVoice', {});
    const closed = await ben.hears('consumersClosed');
    expect(closed.consumerIds).toEqual(offered.consumers.map(({ consumerId }) => consumerId));
    await cleo.hears('roomChanged', ({ events }) =>
      events.some((event) => event.kind === 'left' && event.memberId === anna.id && event.reason === 'left'),
    );
    await eventually(() => party.counts.consumers === 0);
    expect(party.counts).toMatchObject({ peers: 1, transports: 2, producers: 0 });
  });

  it('happens by itself when the client ends the connection', async () => {
    await anna.joinVoice(anna.voiceChannel('Lounge'));
    anna.close();
    await ben.hears('roomChanged', ({ events }) =>
      events.some((event) => event.kind === 'left' && event.memberId === anna.id && event.reason === 'left'),
    );
    await ben.hears('membersChanged', ({ members }) =>
      members.some(({ id, presence }) => id === anna.id && presence === 'offline'),
    );
  });

  it('happens with a switch, which is a join like any other (S18)', async () => {
    const [lounge, games] = [anna.voiceChannel('Lounge'), anna.voiceChannel('Games')];
    await anna.joinVoice(lounge);
    await anna.produce();
    await ben.joinVoice(lounge);
    await anna.joinVoice(games);
    await ben.hears(
      'roomChanged',
      ({ channelId, events }) =>
        channelId === lounge && events.some((event) => event.kind === 'left' && event.memberId === anna.id),
    );
    await ben.hears(
      'roomChanged',
      ({ channelId, events }) =>
        channelId === games && events.some((event) => event.kind === 'joined' && event.member.memberId === anna.id),
    );
    expect(party.counts).toMatchObject({ peers: 2, rooms: 2, transports: 4, producers: 0 });
    await expect(anna.joinVoice(anna.textChannel())).rejects.toMatchObject({ code: 'not_found' });
    // A refused switch leaves the call as it was.
    expect(party.counts).toMatchObject({ peers: 2, rooms: 2, transports: 4 });
  });
});

describe('two devices of one member', () => {
  it('hold one call: the second asks before it takes it', async () => {
    const lounge = anna.voiceChannel('Lounge');
    const { peerId } = await anna.joinVoice(lounge);
    const phone = await party.again(anna);
    expect(phone.id).toBe(anna.id);
    await expect(phone.joinVoice(lounge)).rejects.toMatchObject({ code: 'in_call_elsewhere' });
    expect(party.counts.peers).toBe(1);
    await phone.joinVoice(lounge, { moveHere: true });
    expect(await anna.hears('voiceEnded')).toEqual({ peerId, reason: 'moved', rejoin: false });
    expect(party.counts).toMatchObject({ peers: 1, transports: 2 });
    await expect(anna.ask('leaveVoice', {})).rejects.toMatchObject({ code: 'not_in_voice' });
    phone.close();
  });
});

describe('speaking and state', () => {
  it('is told to all others, never to the one who speaks (S8)', async () => {
    const lounge = anna.voiceChannel('Lounge');
    await anna.joinVoice(lounge);
    await ben.joinVoice(lounge);
    await anna.ask('setSpeaking', { speaking: true });
    await ben.ask('setSpeaking', { speaking: true });
    const isOf = (guest: Guest) => (event: RoomEvent) => event.kind === 'speaking' && event.memberId === guest.id;
    for (const listener of [ben, cleo]) {
      await listener.hears('roomChanged', ({ events }) => events.some(isOf(anna)));
    }
    await anna.hears('roomChanged', ({ events }) => events.some(isOf(ben)));
    expect(eventsHeardBy(anna).some(isOf(anna))).toBe(false);
    expect(eventsHeardBy(ben).some(isOf(ben))).toBe(false);
    const late = await party.guest(`Late ${round}`);
    expect(late.welcome.voice.filter(({ speaking }) => speaking)).toHaveLength(2);
    late.close();
  });

  it('is coalesced to at most 20 batches a second (S17)', async () => {
    await anna.joinVoice(anna.voiceChannel('Lounge'));
    await ben.hears('roomChanged');
    const batches = (): number =>
      ben.heard('roomChanged').filter(({ events }) => events.some(({ kind }) => kind === 'speaking')).length;
    const startMs = performance.now();
    // A second, or on a machine that is slow just then until there is something to count.
    for (let turn = 0; performance.now() - startMs < 1_000 || batches() <= 2; turn += 1) {
      await anna.ask('setSpeaking', { speaking: turn % 2 === 0 });
      await new Promise((resolve) => setTimeout(resolve, 1 + (turn % 7)));
    }
    const seconds = (performance.now() - startMs) / 1_000;
    expect(batches()).toBeGreaterThan(2);
    expect(batches()).toBeLessThanOrEqual(20 * seconds + 2);
  });

  it('mute ends speaking', async () => {
    await anna.joinVoice(anna.voiceChannel('Lounge'));
    await anna.ask('setSpeaking', { speaking: true });
    await ben.hears('roomChanged', ({ events }) => events.some((event) => event.kind === 'speaking' && event.speaking));
    await anna.ask('setVoiceState', { muted: true, deafened: false });
    await ben.hears('roomChanged', ({ events }) =>
      events.some((event) => event.kind === 'stateChanged' && event.memberId === anna.id && event.muted),
    );
    await ben.hears('roomChanged', ({ events }) =>
      events.some((event) => event.kind === 'speaking' && event.memberId === anna.id && !event.speaking),
    );
    await anna.ask('setSpeaking', { speaking: true });
    const late = await party.guest(`Late ${round}`);
    expect(late.welcome.voice).toMatchObject([{ memberId: anna.id, muted: true, speaking: false }]);
    late.close();
  });
});
