/** What comes back by itself: a lost connection, a dead worker, a restarted server. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelId } from '../../common/ids.ts';
import type { RoomEvent } from '../../common/voice.ts';
import type { Guest } from '../fakes/Guest.ts';
import { eventually, makeFolder, Party } from '../fakes/party.ts';

const GRACE_MS = 400;

let party: Party;
let anna: Guest;
let ben: Guest;
let lounge: ChannelId;

beforeEach(async () => {
  party = await Party.open({ limits: { graceMs: GRACE_MS } });
  [anna, ben] = [await party.guest('Anna'), await party.guest('Ben')];
  lounge = anna.voiceChannel('Lounge');
});
afterEach(async () => {
  await party.close();
});

const wait = async (ms: number): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, ms));
};

const eventsOf = (listener: Guest): RoomEvent[] => listener.heard('roomChanged').flatMap(({ events }) => events);
/** Members whom this one was told to be away. */
const awayFor = (listener: Guest): string[] =>
  listener
    .heard('membersChanged')
    .flatMap(({ members }) => members)
    .filter(({ presence }) => presence === 'offline')
    .map(({ name }) => name);
const kindsOf = (listener: Guest): string[] => eventsOf(listener).map(({ kind }) => kind);

describe('a lost connection', () => {
  it('is come back from with the same peer; nobody sees a leave', async () => {
    const { peerId } = await anna.joinVoice(lounge);
    const producerId = await anna.produce();
    const before = { ...party.counts };
    await ben.hears('roomChanged');
    anna.cut();
    await eventually(() => party.counts.sockets === 1);
    expect(party.counts.peers).toBe(1);
    const again = await party.again(anna);
    const setup = await again.ask('resumeVoice', { peerId });
    expect(setup).toMatchObject({ peerId, channelId: lounge, present: [{ memberId: anna.id }] });
    await wait(GRACE_MS * 2);
    expect(party.counts).toEqual({ ...before, listeners: party.counts.listeners });
    expect(kindsOf(ben)).toEqual(['joined']);
    expect(awayFor(ben)).toEqual([]);
    // It is this connection's peer in every way.
    await again.ask('closeProducer', { producerId });
    await again.ask('restartIce', { direction: 'send' });
    await again.ask('leaveVoice', {});
    await ben.hears('roomChanged', ({ events }) => events.some(({ kind }) => kind === 'left'));
  });

  it('is come back from before the server noticed', async () => {
    const { peerId } = await anna.joinVoice(lounge);
    const again = await party.again(anna);
    expect((await again.ask('resumeVoice', { peerId })).peerId).toBe(peerId);
    await expect(anna.ask('leaveVoice', {})).rejects.toMatchObject({ code: 'not_in_voice' });
    anna.cut();
    await wait(GRACE_MS * 2);
    expect(party.counts.peers).toBe(1);
    await again.ask('setVoiceState', { muted: true, deafened: false });
  });

  it('leaves what was offered meanwhile in the answer, once', async () => {
    const { peerId } = await anna.joinVoice(lounge);
    await ben.joinVoice(lounge);
    anna.cut();
    await eventually(() => party.counts.sockets === 1);
    const producerId = await ben.produce();
    await eventually(() => party.counts.consumers === 1);
    const again = await party.again(anna);
    const { consumers, present } = await again.ask('resumeVoice', { peerId });
    expect(consumers).toMatchObject([{ producerId, from: { memberId: ben.id } }]);
    expect(present).toHaveLength(2);
    await again.ask('resumeConsumers', { consumerIds: consumers.map(({ consumerId }) => consumerId) });
    await ben.ask('closeProducer', { producerId });
    expect((await again.hears('consumersClosed')).peerId).toBe(peerId);
    expect(again.heard('consumersOffered')).toEqual([]);
  });

  it('that nobody comes back from ends the peer after the grace, and then the presence', async () => {
    await anna.joinVoice(lounge);
    await anna.produce();
    anna.cut();
    await eventually(() => party.counts.sockets === 1);
    expect(awayFor(ben)).toEqual([]);
    const { events } = await ben.hears('roomChanged', ({ events: some }) => some.some(({ kind }) => kind === 'left'));
    expect(events).toContainEqual({ kind: 'left', memberId: anna.id, reason: 'disconnected' });
    await ben.hears('membersChanged', ({ members }) => members.some(({ presence }) => presence === 'offline'));
    expect(party.counts).toMatchObject({ peers: 0, transports: 0, producers: 0, members: 1 });
  });

  it('and a fresh join instead of coming back leave one peer, and nobody sees a leave', async () => {
    await anna.joinVoice(lounge);
    anna.cut();
    await eventually(() => party.counts.sockets === 1);
    const again = await party.again(anna);
    await again.joinVoice(lounge, { muted: true });
    await ben.hears('roomChanged', ({ events }) => events.some(({ kind }) => kind === 'stateChanged'));
    await wait(GRACE_MS * 2);
    expect(party.counts).toMatchObject({ peers: 1, transports: 2 });
    expect(kindsOf(ben)).toEqual(['joined', 'stateChanged']);
  });

  it('gives nobody the peer of another, nor one that is gone', async () => {
    const { peerId } = await anna.joinVoice(lounge);
    await expect(ben.ask('resumeVoice', { peerId })).rejects.toMatchObject({ code: 'peer_not_found' });
    anna.cut();
    await eventually(() => party.counts.peers === 0);
    const again = await party.again(anna);
    await expect(again.ask('resumeVoice', { peerId })).rejects.toMatchObject({ code: 'peer_not_found' });
  });

  it('while the worker dies too ends in a rejoin that nobody sees as a leave', async () => {
    const { peerId } = await anna.joinVoice(lounge);
    anna.cut();
    await eventually(() => party.counts.sockets === 1);
    process.kill(party.server.workerPids[0] ?? 0, 'SIGKILL');
    await eventually(() => party.counts.peers === 0);
    const again = await party.again(anna);
    await expect(again.ask('resumeVoice', { peerId })).rejects.toMatchObject({ code: 'peer_not_found' });
    await again.joinVoice(lounge);
    await wait(GRACE_MS * 2);
    expect(kindsOf(ben)).toEqual(['joined']);
  });
});

describe('whoever is expected back and leaves instead', () => {
  it('is gone at once, after the end of a worker', async () => {
    await anna.joinVoice(lounge);
    process.kill(party.server.workerPids[0] ?? 0, 'SIGKILL');
    await anna.hears('voiceEnded');
    await anna.ask('leaveVoice', {});
    // Not `disconnected`, as the end of the grace says.
    await ben.hears('roomChanged', ({ events }) =>
      events.some((event) => event.kind === 'left' && event.memberId === anna.id && event.reason === 'left'),
    );
    await expect(anna.ask('leaveVoice', {})).rejects.toMatchObject({ code: 'not_in_voice' });
    await wait(GRACE_MS);
    expect(kindsOf(ben)).toEqual(['joined', 'left']);
  });

  it('does not leave a call that another connection holds', async () => {
    await anna.joinVoice(lounge);
    const phone = await party.again(anna);
    await expect(phone.ask('leaveVoice', {})).rejects.toMatchObject({ code: 'not_in_voice' });
    anna.cut();
    await eventually(() => party.counts.sockets === 2);
    // It may come back to its peer.
    await expect(phone.ask('leaveVoice', {})).rejects.toMatchObject({ code: 'not_in_voice' });
    expect(party.counts.peers).toBe(1);
  });
});

describe('a second pair of transports (S13)', () => {
  it('is a typed error, and the first goes on', async () => {
    const { peerId } = await anna.joinVoice(lounge);
    await anna.produce();
    const before = { ...party.counts };
    await expect(anna.joinVoice(lounge)).rejects.toMatchObject({ code: 'already_in_voice' });
    await expect(anna.ask('prepareVoice', anna.setupOf(lounge))).rejects.toMatchObject({ code: 'already_in_voice' });
    expect(party.counts).toEqual(before);
    expect(anna.heard('voiceEnded')).toEqual([]);
    await anna.ask('setSpeaking', { speaking: true });
    const { peerId: second } = await anna.joinVoice(lounge, { replaces: peerId });
    expect(second).not.toBe(peerId);
    await expect(anna.joinVoice(lounge, { replaces: peerId })).rejects.toMatchObject({ code: 'already_in_voice' });
    expect(party.counts).toMatchObject({ peers: 1, transports: 2, producers: 0 });
    expect(kindsOf(ben).filter((kind) => kind !== 'speaking')).toEqual(['joined']);
  });

  it('asked for twice at once is made once', async () => {
    const answers = await Promise.allSettled([anna.joinVoice(lounge), anna.joinVoice(lounge), anna.joinVoice(lounge)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(party.counts).toMatchObject({ peers: 1, transports: 2 });
  });
});

describe('a restart with people in a call (S5, S19)', () => {
  it('expects them back, muted as they were, and takes out those who do not come', async () => {
    const dataDir = await makeFolder();
    const limits = { graceMs: GRACE_MS, restartGraceMs: 600 };
    const first = await Party.open({ dataDir, limits });
    const [owner, cleo, dora] = [await first.guest('Owner'), await first.guest('Cleo'), await first.guest('Dora')];
    const { sinceMs } = (await cleo.joinVoice(lounge, { muted: true })).present[0] ?? { sinceMs: 0 };
    await dora.joinVoice(lounge);
    await owner.ask('serverMute', { memberId: cleo.id, muted: true });
    await first.close();

    const second = await Party.open({ dataDir, limits });
    const back = await second.again(cleo);
    const watcher = await second.again(owner);
    expect(back.welcome.voice.map(({ memberId }) => memberId).sort()).toEqual([cleo.id, dora.id].sort());
    expect(back.welcome.voice).toContainEqual(
      expect.objectContaining({ memberId: cleo.id, muted: true, serverMuted: true, sinceMs }),
    );
    await back.joinVoice(lounge, { muted: true });
    const { events } = await watcher.hears('roomChanged');
    // Cleo only came back; Dora did not.
    expect(events).toEqual([{ kind: 'left', memberId: dora.id, reason: 'disconnected' }]);
    const late = await second.guest('Late');
    expect(late.welcome.voice).toMatchObject([{ memberId: cleo.id, serverMuted: true, sinceMs }]);
    await second.close();
  });
});
