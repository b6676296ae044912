/** Hearing oneself by way of the server: really there and back, and nobody else has any of it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Lifetime } from '../../common/lifetime.ts';
import type { RoomEvent } from '../../common/voice.ts';
import { makeDtlsCertificate } from '../bench/load/certificate.ts';
import { MediaTransport } from '../bench/load/MediaTransport.ts';
import { MicStream, readFrame } from '../bench/load/MicStream.ts';
import { opusParameters, refusalOf, type Guest } from '../fakes/Guest.ts';
import { eventually, Party } from '../fakes/party.ts';

const CYCLES = 20;
const ENOUGH = 20;

let party: Party;
let anna: Guest;
let ben: Guest;
let life: Lifetime;

async function begin(limitMs = 60_000): Promise<void> {
  party = await Party.open({ limits: { echoMs: limitMs } });
  const [first, second] = await party.guests('Anna', 'Ben');
  if (first === undefined || second === undefined) {
    throw new Error('two guests were asked for');
  }
  [anna, ben] = [first, second];
}

beforeEach(() => {
  life = new Lifetime();
});
afterEach(async () => {
  life.end();
  await party.close();
});

const refused = async (asked: Promise<unknown>): Promise<string> =>
  refusalOf((await Promise.allSettled([asked]))[0]).code;

it('what one says comes back, in a call and beside it, and nobody else is told or sent anything', async () => {
  await begin();
  const lounge = anna.voiceChannel('Lounge');
  await ben.joinVoice(lounge);
  await anna.joinVoice(lounge);
  const joined = (event: RoomEvent): boolean => event.kind === 'joined' && event.member.memberId === anna.id;
  await Promise.all([anna, ben].map(async (one) => one.hears('roomChanged', ({ events }) => events.some(joined))));
  const before = { ...party.counts };
  const told = [ben.told.length, anna.told.length];

  const certificate = await makeDtlsCertificate();
  const setup = await anna.ask('openEcho', anna.setupOf(lounge, certificate.fingerprint));
  expect(party.counts).toMatchObject({ echoes: 1, peers: before.peers, waitingPeers: 0, rooms: before.rooms });
  const send = life.own(await MediaTransport.open(setup.sendTransport, certificate));
  const receive = life.own(await MediaTransport.open(setup.receiveTransport, certificate));
  await Promise.all([send.connected, receive.connected]);
  const microphone = life.own(new MicStream(send));
  const { consumer } = await anna.ask('produceEcho', { rtpParameters: microphone.rtpParameters });
  expect(consumer).toMatchObject({ source: 'microphone', kind: 'audio', from: { kind: 'member', memberId: anna.id } });
  const ssrc = consumer.rtpParameters.encodings?.[0]?.ssrc;
  const heard: number[] = [];
  receive.onPacket = (packet) => {
    if (packet.readUInt32BE(8) === ssrc) {
      heard.push(readFrame(receive.open(packet)).index);
    }
  };
  microphone.speak();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(heard).toEqual([]); // not before it is acknowledged
  await anna.ask('resumeEcho', {});
  await eventually(
    () => heard.length >= ENOUGH,
    () => heard,
  );

  expect([ben.told.length, anna.told.length]).toEqual(told);
  expect(party.counts).toMatchObject({ consumers: before.consumers + 1, producers: before.producers + 1 });
  await anna.ask('closeEcho', {});
  await eventually(
    () => JSON.stringify(party.counts) === JSON.stringify(before),
    () => [before, party.counts],
  );
});

it('needs no call; another takes its place; it ends with the connection, and leaves nothing', async () => {
  await begin();
  const before = { ...party.counts };
  const games = anna.voiceChannel('Games');
  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    await anna.ask('openEcho', anna.setupOf(games));
    await anna.ask('produceEcho', { rtpParameters: opusParameters() });
    await anna.ask('resumeEcho', {});
  }
  expect(party.counts).toMatchObject({ echoes: 1, transports: 2, producers: 1, consumers: 1, peers: 0 });
  const other = await party.guest('Cleo');
  await other.ask('openEcho', other.setupOf(games));
  other.askRaw('openEcho', other.setupOf(games)).catch(() => undefined); // in the middle of one more
  other.cut();
  anna.close();
  await eventually(
    () => party.counts.echoes === 0 && party.counts.transports === 0 && party.counts.routers === before.routers,
    () => [before, party.counts],
  );
  expect(ben.heard('roomChanged')).toEqual([]);
  expect(ben.heard('consumersOffered')).toEqual([]);
});

it('lasts a while and no longer, which is told', async () => {
  await begin(200);
  const { peerId } = await anna.ask('openEcho', anna.setupOf(anna.voiceChannel('Lounge')));
  expect(await anna.hears('echoEnded')).toEqual({ peerId, reason: 'expired' });
  expect(await refused(anna.ask('resumeEcho', {}))).toBe('peer_not_found');
  await eventually(() => party.counts.transports === 0);
});

it('goes with its worker, which is told', async () => {
  await begin();
  const { peerId } = await anna.ask('openEcho', anna.setupOf(anna.voiceChannel('Lounge')));
  for (const pid of party.server.workerPids) {
    process.kill(pid, 'SIGKILL');
  }
  expect(await anna.hears('echoEnded')).toEqual({ peerId, reason: 'media_failed' });
  expect(party.counts.echoes).toBe(0);
});

it('refuses by name: no such channel, one of text, nothing open, twice, parameters of nothing', async () => {
  await begin();
  const lounge = anna.voiceChannel('Lounge');
  expect(await refused(anna.ask('openEcho', anna.setupOf(anna.textChannel())))).toBe('not_found');
  expect(await refused(anna.ask('produceEcho', { rtpParameters: opusParameters() }))).toBe('peer_not_found');
  await anna.ask('closeEcho', {});
  await anna.ask('openEcho', anna.setupOf(lounge));
  expect(await refused(anna.ask('resumeEcho', {}))).toBe('consumer_not_found');
  await anna.ask('produceEcho', { rtpParameters: opusParameters() });
  expect(await refused(anna.ask('produceEcho', { rtpParameters: opusParameters() }))).toBe('producer_exists');
  await anna.ask('openEcho', { ...anna.setupOf(lounge), rtpCapabilities: { codecs: [], headerExtensions: [] } });
  expect(await refused(anna.ask('produceEcho', { rtpParameters: opusParameters() }))).toBe('invalid');
  expect(party.counts).toMatchObject({ producers: 0, consumers: 0 });
});
