/** Faults of calls: who is in them, what they are told, who may come (S1, S5, S6, S8, S13, S17, S19). */
import type { Fault } from './fault.ts';

const BOARD = 'server/quality/QualityBoard.ts';
const RECORD = 'server/quality/CallRecord.ts';
const ROOM_FEED = 'server/signaling/RoomFeed.ts';
const SEAT = 'server/signaling/VoiceSeat.ts';
const STATES = 'server/store/voiceStates.ts';

const CALLS_TEST = 'tests/integration/calls.test.ts';
const OPERATIONS_TEST = 'tests/integration/operations.test.ts';
const RESUME_TEST = 'tests/integration/resume.test.ts';
const VOICE_TEST = 'tests/integration/voice.test.ts';

const RESTART = { file: RESUME_TEST, title: 'expects them back, muted as they were' };
const RUNNING_CALL = { file: OPERATIONS_TEST, title: 'reach a running call' };
const SECOND_PAIR = { file: RESUME_TEST, title: 'is a typed error, and the first goes on' };
const QUALITY = { file: CALLS_TEST, title: 'is there for whoever sees the channel' };
const STAYS = { file: CALLS_TEST, title: 'has each stay with its channel, times and end' };
const STARTED_AGAIN = { file: 'tests/integration/store.test.ts', title: 'who was in voice, muted or deafened' };

export const CALL_FAULTS: readonly Fault[] = [
  {
    id: 'S1.untold',
    what: 'nobody in the call is told that its settings changed',
    file: 'server/signaling/gateway.ts',
    find: `this.#tellChannel(channel.id, 'channelChanged', { channel });`,
    put: ``,
    test: RUNNING_CALL,
  },
  {
    id: 'S1.opus',
    what: 'a change of an Opus setting alone is taken for no change',
    file: 'server/community/Channels.ts',
    find: `one.opus.fec === other.opus.fec &&`,
    put: ``,
    test: RUNNING_CALL,
  },
  {
    id: 'S1.transports',
    what: 'a bitrate limit waits for the next call',
    file: 'server/Server.ts',
    find: `this.#rooms.apply(channel).catch(`,
    put: `Promise.resolve().catch(`,
    test: RUNNING_CALL,
  },
  {
    id: 'S1.frozen',
    what: 'settings stay as they were read at the start',
    file: 'server/community/Channels.ts',
    find: `this.#channels.set(channel.id, channel);
    this.events.emit('changed'`,
    put: `this.events.emit('changed'`,
    test: { file: OPERATIONS_TEST, title: 'are stored, told to everyone, and found by those who come later' },
  },
  {
    id: 'S5.memory',
    what: 'who is in a call is never written',
    file: 'server/signaling/VoiceJournal.ts',
    find: `await this.#save(states);`,
    put: `await Promise.resolve();`,
    test: RESTART,
  },
  {
    id: 'S5.unread',
    what: 'what was written is not looked at after a restart',
    file: 'server/Server.ts',
    find: `this.#seats.restore(kept.voiceStates);`,
    put: ``,
    test: RESTART,
  },
  {
    id: 'S5.forever',
    what: 'who does not come back after a restart stays in the call',
    file: 'server/signaling/VoiceSeats.ts',
    find: `this.#roll.expect(member, this.#grace.restartGraceMs);`,
    put: `this.#roll.enter(member);`,
    test: RESTART,
  },
  {
    id: 'S6.one-by-one',
    what: 'a joiner is told of each consumer by a message of its own',
    file: 'server/media/PeerConsumers.ts',
    find: `    return [...this.#consumers.values()].map(({ offer }) => offer);`,
    put: `    for (const { offer } of this.#consumers.values()) {
      this.#batch.offered(offer);
    }
    return [];`,
    test: { file: VOICE_TEST, title: 'gives a joiner all producers in one answer' },
  },
  {
    id: 'S6.twice',
    what: 'what is in the answer of a join is told beside it',
    file: 'server/media/OfferBatch.ts',
    find: `#begun = false;
  #flush`,
    put: `#begun = true;
  #flush`,
    test: { file: 'tests/unit/server/media/OfferBatch.test.ts', title: 'says nothing before it begins' },
  },
  {
    id: 'S8.echo',
    what: 'a speaker is told that they speak',
    file: 'server/signaling/gateway.ts',
    find: `.except(speakers.map((memberId) => groupOf(memberId)))`,
    put: ``,
    test: { file: VOICE_TEST, title: 'is told to all others, never to the one who speaks' },
  },
  {
    id: 'S8.batch',
    what: 'a speaker is told that they speak among what else happens',
    file: 'server/signaling/gateway.ts',
    find: `events.filter((event) => !isSpeakingOf(event, memberId))`,
    put: `events.filter((event) => !isSpeakingOf(event, memberId) || true)`,
    test: { file: VOICE_TEST, title: 'is told to all others, never to the one who speaks' },
  },
  {
    id: 'S13.join',
    what: 'a second join in the same channel silently takes the place of the first',
    file: SEAT,
    find: `this.#requireNotIn(channelId, replaces);`,
    put: ``,
    test: SECOND_PAIR,
  },
  {
    id: 'S13.prepare',
    what: 'a second pair of transports is prepared beside the first',
    file: SEAT,
    find: `this.#requireNotIn(data.channelId, undefined);`,
    put: ``,
    test: SECOND_PAIR,
  },
  {
    id: 'S17.interval',
    what: 'speaking is told as often as it changes',
    file: ROOM_FEED,
    find: `const SPEAKING_INTERVAL_MS = 50;`,
    put: `const SPEAKING_INTERVAL_MS = 0;`,
    test: { file: VOICE_TEST, title: 'is coalesced to at most 20 batches a second' },
  },
  {
    id: 'S17.repeated',
    what: 'speaking is told to those who were told already',
    file: ROOM_FEED,
    find: `if (this.#told.has(memberId) === speaking) {`,
    put: `if (this.#closed) {`,
    test: {
      file: 'tests/unit/server/signaling/RoomFeed.test.ts',
      title: 'tells the state that speaking ended in',
    },
  },
  {
    id: 'S17.unlimited',
    what: 'one connection may say that it speaks as often as it likes',
    file: 'server/signaling/dispatch.ts',
    find: `    requireRate(connection, windowOf(name));
    if (stopping()) {`,
    put: `    if (stopping()) {`,
    test: { file: 'tests/integration/gateway.test.ts', title: '80 media requests in 5 s' },
  },
  {
    id: 'S19.history',
    what: 'nobody remembers who was in a call',
    file: RECORD,
    find: `this.#visits.began(peer.id, { memberId: peer.memberId, memberName, channelId, fromMs: atMs });`,
    put: ``,
    test: STAYS,
  },
  {
    id: 'S19.endless',
    what: 'stays never end in the history',
    file: RECORD,
    find: `this.#visits.ended(peerId, { toMs: atMs, reason, worstLossPercent: this.#board.remove(peerId) });`,
    put: `this.#board.remove(peerId);`,
    test: STAYS,
  },
  {
    id: 'S19.crash',
    what: 'stays that a crash ended last for ever',
    file: 'server/parts.ts',
    find: `    endLostVisits(database),`,
    put: ``,
    test: { file: CALLS_TEST, title: 'knows of a call that a crash ended' },
  },
  {
    id: 'S19.muted',
    what: 'mute is not stored',
    file: STATES,
    find: `muted: state.muted ? 1 : 0,`,
    put: `muted: 0,`,
    test: STARTED_AGAIN,
  },
  {
    id: 'S19.deafened',
    what: 'deafen is not stored',
    file: STATES,
    find: `deafened: state.deafened ? 1 : 0,`,
    put: `deafened: 0,`,
    test: STARTED_AGAIN,
  },
  {
    id: 'S19.server-mute',
    what: 'a mute by a moderator is forgotten by a restart',
    file: 'server/community/ServerMutes.ts',
    find: `return new ServerMutes(database, authority, muted);`,
    put: `return new ServerMutes(database, authority, muted.slice(muted.length));`,
    test: RESTART,
  },
  {
    id: 'S19.reported',
    what: 'what clients measure is thrown away',
    file: BOARD,
    find: `entry.reported = quality;`,
    put: ``,
    test: QUALITY,
  },
  {
    id: 'S19.measured',
    what: 'the server measures nothing',
    file: BOARD,
    find: `server = await entry.peer.measure();`,
    put: `server = await Promise.resolve(null);`,
    test: QUALITY,
  },
  {
    id: 'S19.loss',
    what: 'the history does not know how bad a call was',
    file: RECORD,
    find: `worstLossPercent: this.#board.remove(peerId)`,
    put: `worstLossPercent: null`,
    test: { file: CALLS_TEST, title: 'ends with the server, and is there when it is back' },
  },
];
