/** Requests as strangers might send them: valid ones of every kind, broken in one place or altogether. */
import fc from 'fast-check';
import type { MemberId } from '../../common/ids.ts';
import { PROTOCOL_VERSION, requests, type RequestInput, type RequestName } from '../../common/signaling.ts';
import { opusParameters, type Guest } from './Guest.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const NO_CHANNEL = 'no-such-channel';

/** A request of each kind that would be taken, to be broken. @param other another member, whom some requests name */
export const validRequests = (member: Guest, other: MemberId): { [Name in RequestName]: RequestInput<Name> } => {
  const setup = member.setupOf(member.voiceChannel('Lounge'));
  const producerId = 'no-such-producer' as RequestInput<'closeProducer'>['producerId'];
  const consumerId = 'no-such-consumer' as RequestInput<'pauseConsumer'>['consumerId'];
  return {
    authenticate: { protocolVersion: PROTOCOL_VERSION, as: { kind: 'guest', name: 'Stranger' } },
    setPresence: { idle: true },
    updateProfile: { hue: 200 },
    becomeAccount: { password: 'a good password' },
    changePassword: { current: 'a good password', password: 'a better password' },
    listSessions: {},
    revokeSession: { id: '0'.repeat(32) },
    listInvites: {},
    createInvite: { expiresInMs: 3_600_000, maxUses: 1, roleId: null },
    revokeInvite: { token: 'A'.repeat(22) },
    sendMessage: { channelId: member.textChannel(), body: 'a body', nonce: 'a nonce of its own' },
    loadMessages: { channelId: member.textChannel(), limit: 10 },
    editMessage: { messageId: '0000000000009999', body: 'another body' },
    deleteMessage: { messageId: '0000000000009999' },
    setReaction: { messageId: '0000000000009999', emoji: '👍', on: true },
    searchMessages: { query: 'a body', limit: 10 },
    markRead: { channelId: member.textChannel(), messageId: '0000000000009999' },
    setTyping: { channelId: member.textChannel() },
    prepareVoice: setup,
    joinVoice: { ...setup, muted: false, deafened: false, moveHere: false },
    leaveVoice: {},
    openEcho: setup,
    produceEcho: { rtpParameters: opusParameters() },
    resumeEcho: {},
    closeEcho: {},
    traceMicrophone: {},
    restartIce: { direction: 'send' },
    produce: { source: 'microphone', kind: 'audio', rtpParameters: opusParameters(), paused: false },
    openIngest: { preferredCodecs: ['H264'], sound: true },
    closeIngest: {},
    pauseProducer: { producerId },
    resumeProducer: { producerId },
    closeProducer: { producerId },
    resumeConsumers: { consumerIds: [consumerId] },
    pauseConsumer: { consumerId },
    setPreferredLayers: { consumerId, spatialLayer: 1 },
    setSpeaking: { speaking: true },
    setVoiceState: { muted: true, deafened: true },
    resumeVoice: { peerId: 'no-such-peer' },
    serverMute: { memberId: other, muted: true },
    setPriority: { memberId: other, priority: true },
    removeFromVoice: { memberId: other },
    moveMember: { memberId: other, channelId: member.voiceChannel('Lounge') },
    reportQuality: {
      sentLossPercent: 1,
      sentBps: 64_000,
      receivedLossPercent: null,
      receivedBps: 64_000,
      jitterMs: 3,
      roundTripMs: 20,
      concealedPercent: 0,
    },
    loadQuality: { memberId: other },
    loadVoiceHistory: { limit: 10 },
    pruneVoiceHistory: { beforeMs: 0 },
    loadCondition: {},
    loadParty: {},
    updateParty: { name: 'A party' },
    openOutside: { open: false },
    kickMember: { memberId: other },
    createRole: { name: 'A role', hue: 200, permissions: 1 },
    updateRole: { roleId: 'no-such-role', name: 'Another name' },
    deleteRole: { roleId: 'no-such-role' },
    orderRoles: { roleIds: [] },
    setMemberRole: { memberId: other, roleId: 'no-such-role', on: true },
    loadOverrides: { channelId: member.textChannel() },
    setOverride: {
      channelId: member.textChannel(),
      target: { kind: 'role', roleId: 'everyone' },
      allow: 0,
      deny: 0,
    },
    whyMay: { channelId: member.textChannel(), memberId: other },
    banMember: { memberId: other, reason: 'a reason', untilMs: null, address: false },
    unban: { banId: 9_999 },
    loadBans: {},
    loadAudit: { limit: 10 },
    decideNewcomer: { id: 1, admit: true },
    createChannel: { kind: 'text', name: 'plans', categoryId: null },
    updateChannel: { channelId: member.textChannel(), description: 'What is to come', slowModeSeconds: 5 },
    deleteChannel: { channelId: NO_CHANNEL, withMessages: true },
    moveChannel: { channelId: NO_CHANNEL, categoryId: null, before: null },
    createCategory: { name: 'Projects' },
    updateCategory: { categoryId: 'no-such-category', name: 'Projects' },
    deleteCategory: { categoryId: 'no-such-category' },
    moveCategory: { categoryId: 'no-such-category', before: null },
    updateVoiceChannel: { channelId: member.voiceChannel('Lounge'), memberLimit: 12 },
  };
};

/** Things that are wrong nearly everywhere. */
const strange: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, 0, -1, 1.5, 1e308, '', '\u0000', '\u202e', [], {}, [[[[]]]], '__proto__'),
  fc.integer({ min: 200, max: 9_000 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 65, max: 2_000 }).map((length) => Array.from({ length }, () => 'x')),
  // fast-check's own JSON, which TypeScript sees as unknown.
  fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json),
);

/** All places in a value, as paths. */
const pathsOf = (value: Json, path: string[] = []): string[][] => {
  const inside = value !== null && typeof value === 'object' ? Object.entries(value) : [];
  return [path, ...inside.flatMap(([key, child]) => pathsOf(child, [...path, key]))];
};

const replaceAt = (value: Json, [key, ...rest]: readonly string[], by: Json | undefined): Json | undefined => {
  if (key === undefined || value === null || typeof value !== 'object') {
    return by;
  }
  const copy: Record<string, Json> | Json[] = Array.isArray(value) ? [...value] : { ...value };
  const child = replaceAt(Object.entries(copy).find(([name]) => name === key)?.[1] ?? null, rest, by);
  if (Array.isArray(copy)) {
    copy.splice(Number(key), 1, ...(child === undefined ? [] : [child]));
  } else if (child === undefined) {
    Reflect.deleteProperty(copy, key);
  } else {
    copy[key] = child;
  }
  return copy;
};

/** The request with one place taken out or replaced; sometimes nothing of it is left. Some are valid all the same. */
export const mutationsOf = (request: unknown): fc.Arbitrary<Json> => {
  // As it would cross the wire.
  const value = JSON.parse(JSON.stringify(request)) as Json;
  const change = fc
    .tuple(fc.constantFrom(...pathsOf(value)), fc.option(strange, { nil: undefined, freq: 5 }))
    .map(([path, by]) => replaceAt(value, path, by) ?? null);
  return fc.oneof({ weight: 9, arbitrary: change }, { weight: 1, arbitrary: strange });
};

/** Whether the contract takes it. */
export const isTaken = (name: RequestName, data: Json): boolean => requests[name].data.safeParse(data).success;

/** Runs `work` for each, so many at a time: the next is begun as soon as one is done. */
export const pipelined = async <T>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const iterator = items[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
      await work(next.value);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
};
