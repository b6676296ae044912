/**
 * Who may ask what (R8): a rule for every request of the contract, so that one without a rule does not compile, and for
 * each everybody it refuses. Whoever it lets do something is tested where that is.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../common/errors.ts';
import type { ConsumerId, MemberId, MessageId, ProducerId } from '../../common/ids.ts';
import { REQUEST_NAMES, type RequestInput, type RequestName } from '../../common/signaling.ts';
import type { Guest } from '../fakes/Guest.ts';
import { validRequests } from '../fakes/mutations.ts';
import { Party } from '../fakes/party.ts';

/** What others have, and whoever asks has not. */
interface Others {
  readonly channelId: RequestInput<'joinVoice'>['channelId'];
  readonly memberId: MemberId;
  readonly peerId: RequestInput<'resumeVoice'>['peerId'];
  readonly producerId: ProducerId;
  readonly consumerId: ConsumerId;
  readonly messageId: MessageId;
  readonly sessionId: string;
}

type Rule<Name extends RequestName> =
  | { readonly who: 'everybody' }
  | { readonly who: 'members' }
  /** Members outside of a call are answered `not_in_voice`. */
  | { readonly who: 'people in a call' }
  | { readonly who: 'whoever hears themselves' }
  | { readonly who: 'the owner' }
  /** Whoever has what the request names: anybody else's is refused. */
  | {
      readonly who: 'whoever has it';
      readonly foreign: (others: Others) => RequestInput<Name>;
      readonly refusal: ErrorCode;
    };

const MEMBERS = { who: 'members' } as const;
const IN_CALL = { who: 'people in a call' } as const;
const IN_ECHO = { who: 'whoever hears themselves' } as const;
const OWNER = { who: 'the owner' } as const;

const RULES: { readonly [Name in RequestName]: Rule<Name> } = {
  authenticate: { who: 'everybody' },
  setPresence: MEMBERS,
  updateProfile: MEMBERS,
  updateVoiceChannel: OWNER,
  createChannel: OWNER,
  updateChannel: OWNER,
  deleteChannel: OWNER,
  moveChannel: OWNER,
  createCategory: OWNER,
  updateCategory: OWNER,
  deleteCategory: OWNER,
  moveCategory: OWNER,
  becomeAccount: MEMBERS,
  // Of those who have one: a guest is refused, see accounts.test.ts.
  changePassword: MEMBERS,
  listSessions: MEMBERS,
  revokeSession: {
    who: 'whoever has it',
    foreign: ({ sessionId }) => ({ id: sessionId }),
    refusal: 'not_found',
  },
  listInvites: OWNER,
  createInvite: OWNER,
  revokeInvite: OWNER,
  sendMessage: MEMBERS,
  loadMessages: MEMBERS,
  searchMessages: MEMBERS,
  editMessage: {
    who: 'whoever has it',
    foreign: ({ messageId }) => ({ messageId, body: 'of another' }),
    refusal: 'forbidden',
  },
  deleteMessage: { who: 'whoever has it', foreign: ({ messageId }) => ({ messageId }), refusal: 'forbidden' },
  setReaction: MEMBERS,
  markRead: MEMBERS,
  setTyping: MEMBERS,
  loadParty: OWNER,
  updateParty: OWNER,
  openOutside: OWNER,
  decideNewcomer: OWNER,
  prepareVoice: MEMBERS,
  joinVoice: {
    who: 'whoever has it',
    foreign: ({ channelId, peerId }) => ({ ...setup(), channelId, preparedPeerId: peerId }),
    refusal: 'peer_not_found',
  },
  // Whoever is in a call is refused for that; of everybody else see below.
  resumeVoice: { who: 'whoever has it', foreign: ({ peerId }) => ({ peerId }), refusal: 'already_in_voice' },
  leaveVoice: IN_CALL,
  traceMicrophone: IN_CALL,
  restartIce: IN_CALL,
  produce: IN_CALL,
  openIngest: IN_CALL,
  closeIngest: IN_CALL,
  setSpeaking: IN_CALL,
  setVoiceState: IN_CALL,
  reportQuality: IN_CALL,
  openEcho: MEMBERS,
  produceEcho: IN_ECHO,
  resumeEcho: IN_ECHO,
  closeEcho: MEMBERS, // of none there is nothing to end
  pauseProducer: ofProducer(),
  resumeProducer: ofProducer(),
  closeProducer: ofProducer(),
  resumeConsumers: {
    who: 'whoever has it',
    foreign: ({ consumerId }) => ({ consumerIds: [consumerId] }),
    refusal: 'consumer_not_found',
  },
  pauseConsumer: {
    who: 'whoever has it',
    foreign: ({ consumerId }) => ({ consumerId }),
    refusal: 'consumer_not_found',
  },
  setPreferredLayers: {
    who: 'whoever has it',
    foreign: ({ consumerId }) => ({ consumerId, spatialLayer: 1 }),
    refusal: 'consumer_not_found',
  },
  serverMute: OWNER,
  setPriority: OWNER,
  kickMember: OWNER,
  removeFromVoice: OWNER,
  moveMember: OWNER,
  loadQuality: MEMBERS,
  createRole: OWNER,
  updateRole: OWNER,
  deleteRole: OWNER,
  orderRoles: OWNER,
  setMemberRole: OWNER,
  loadOverrides: OWNER,
  setOverride: OWNER,
  whyMay: {
    who: 'whoever has it',
    foreign: ({ channelId, memberId }) => ({ channelId, memberId }),
    refusal: 'forbidden',
  },
  banMember: OWNER,
  unban: OWNER,
  loadBans: OWNER,
  loadAudit: OWNER,
  loadVoiceHistory: OWNER,
  pruneVoiceHistory: OWNER,
  loadCondition: OWNER,
};

function ofProducer(): {
  readonly who: 'whoever has it';
  readonly foreign: (others: Others) => { producerId: ProducerId };
  readonly refusal: ErrorCode;
} {
  return { who: 'whoever has it', foreign: ({ producerId }) => ({ producerId }), refusal: 'producer_not_found' };
}

let party: Party;
let member: Guest;
let stranger: Guest;
/** In a call of another channel. */
let elsewhere: Guest;
let others: Others;

const setup = (): Omit<RequestInput<'joinVoice'>, 'channelId' | 'preparedPeerId'> => ({
  ...elsewhere.setupOf(elsewhere.voiceChannel('Lounge')),
  muted: false,
  deafened: false,
  moveHere: true,
});

beforeAll(async () => {
  party = await Party.open({ limits: { authenticationMs: 600_000 } });
  const owner = await party.guest('Owner');
  const channelId = owner.voiceChannel('Lounge');
  const talker = await party.guest('Talker');
  const { peerId } = await talker.joinVoice(channelId);
  const producerId = await talker.produce();
  const { consumers } = await owner.joinVoice(channelId);
  const { message } = await owner.ask('sendMessage', {
    channelId: owner.textChannel(),
    body: 'of the owner',
    nonce: 'nonce-of-the-owner',
  });
  const consumerId = consumers[0]?.consumerId;
  if (consumerId === undefined) {
    throw new Error('the owner hears nobody');
  }
  const { sessions } = await owner.ask('listSessions', {});
  const sessionId = sessions[0]?.id ?? '';
  others = { channelId, memberId: talker.id, peerId, producerId, consumerId, messageId: message.id, sessionId };
  [member, elsewhere] = await Promise.all([party.guest('Member'), party.guest('Elsewhere')]);
  await elsewhere.joinVoice(elsewhere.voiceChannel('Games'));
  await elsewhere.produce();
  stranger = await party.connect();
});
afterAll(async () => {
  await party.close();
});

const codeFor = async (who: Guest, name: RequestName, data: unknown): Promise<string> => {
  const reply = await who.askRaw(name, data);
  return reply.ok ? 'done' : reply.error.code;
};

const named = (who: Rule<RequestName>['who']): RequestName[] => REQUEST_NAMES.filter((name) => RULES[name].who === who);

/** What must be as before: everything that is counted and written, and who is heard. */
const state = async (): Promise<unknown> => {
  const { messages } = await member.ask('loadMessages', { channelId: member.textChannel(), limit: 100 });
  return { messages, counts: party.counts };
};

describe('who has not said who they are', () => {
  it.each(REQUEST_NAMES.filter((name) => RULES[name].who !== 'everybody'))('may not %s', async (name) => {
    expect(await codeFor(stranger, name, validRequests(member, elsewhere.id)[name])).toBe('unauthenticated');
  });
});

describe('a member', () => {
  it.each(named('the owner'))('may not %s', async (name) => {
    const before = await state();
    for (const who of [member, elsewhere]) {
      expect(await codeFor(who, name, validRequests(member, elsewhere.id)[name])).toBe('forbidden');
    }
    expect(await state()).toEqual(before);
  });

  it.each(named('whoever hears themselves'))('without an echo may not %s', async (name) => {
    expect(await codeFor(member, name, validRequests(member, elsewhere.id)[name])).toBe('peer_not_found');
  });

  it.each(named('people in a call'))('in no call may not %s', async (name) => {
    expect(await codeFor(member, name, validRequests(member, elsewhere.id)[name])).toBe('not_in_voice');
  });
});

describe('a member in another room', () => {
  it.each(named('whoever has it'))('may not %s what is of others', async (name) => {
    const rule = RULES[name];
    if (rule.who !== 'whoever has it') {
      throw new Error('not such a rule');
    }
    const before = await state();
    expect(await codeFor(elsewhere, name, rule.foreign(others))).toBe(rule.refusal);
    expect(await state()).toEqual(before);
  });
});

it('a member in no call may not resume the call of another', async () => {
  const { peerId } = others;
  expect(await codeFor(member, 'resumeVoice', { peerId })).toBe('peer_not_found');
});

it('every rule refuses somebody, but for the one that lets people in', () => {
  expect(named('everybody')).toEqual(['authenticate']);
});
