/** Every request with everything a stranger may put into it: a typed error, nothing changed, the process alive (R9). */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isErrorCode } from '../../common/errors.ts';
import {
  PROTOCOL_VERSION,
  REQUEST_NAMES,
  requests,
  type RequestInput,
  type RequestName,
} from '../../common/signaling.ts';
import { opusParameters, type Guest } from '../fakes/Guest.ts';
import { eventually, Party } from '../fakes/party.ts';

const RUNS_EACH = 150;
const AT_ONCE = 50;

let party: Party;
let member: Guest;
let stranger: Guest;
let inCall: Guest;

beforeAll(async () => {
  party = await Party.open();
  await party.guest('Owner');
  member = await party.guest('Member');
  stranger = await party.connect();
  inCall = await party.guest('In a call');
  await inCall.joinVoice(inCall.voiceChannel('Lounge'));
  await inCall.produce();
});
afterAll(async () => {
  await party.close();
});

/** A request that would be taken, to be broken in one place. */
const valid = (): { [Name in RequestName]: RequestInput<Name> } => {
  const setup = member.setupOf(member.voiceChannel('Lounge'));
  const producerId = 'no-such-producer' as RequestInput<'closeProducer'>['producerId'];
  const consumerId = 'no-such-consumer' as RequestInput<'pauseConsumer'>['consumerId'];
  return {
    authenticate: { protocolVersion: PROTOCOL_VERSION, as: { kind: 'guest', name: 'Stranger' } },
    setPresence: { idle: true },
    sendMessage: { channelId: member.textChannel(), body: 'a body', nonce: 'a nonce of its own' },
    loadMessages: { channelId: member.textChannel(), limit: 10 },
    prepareVoice: setup,
    joinVoice: { ...setup, muted: false, deafened: false, moveHere: false },
    leaveVoice: {},
    restartIce: { direction: 'send' },
    produce: { source: 'microphone', kind: 'audio', rtpParameters: opusParameters(), paused: false },
    pauseProducer: { producerId },
    resumeProducer: { producerId },
    closeProducer: { producerId },
    resumeConsumers: { consumerIds: [consumerId] },
    pauseConsumer: { consumerId },
    setPreferredLayers: { consumerId, spatialLayer: 1 },
    setSpeaking: { speaking: true },
    setVoiceState: { muted: true, deafened: true },
    resumeVoice: { peerId: 'no-such-peer' },
    serverMute: { memberId: inCall.id, muted: true },
    reportQuality: {
      sentLossPercent: 1,
      sentBps: 64_000,
      receivedLossPercent: null,
      receivedBps: 64_000,
      jitterMs: 3,
      roundTripMs: 20,
      concealedPercent: 0,
    },
    loadQuality: { memberId: inCall.id },
    loadVoiceHistory: { limit: 10 },
    pruneVoiceHistory: { beforeMs: 0 },
    updateVoiceChannel: { channelId: member.voiceChannel('Lounge'), memberLimit: 12 },
  };
};

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

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

/** A valid request with one place taken out or replaced; sometimes nothing of it is left. */
const mutated = (name: RequestName): fc.Arbitrary<Json> => {
  // As it would cross the wire.
  const value = JSON.parse(JSON.stringify(valid()[name])) as Json;
  const change = fc
    .tuple(fc.constantFrom(...pathsOf(value)), fc.option(strange, { nil: undefined, freq: 5 }))
    .map(([path, by]) => replaceAt(value, path, by) ?? null);
  return fc.oneof({ weight: 9, arbitrary: change }, { weight: 1, arbitrary: strange });
};

/** What must not change: everything counted, and the database by its own sum. */
const stateOf = async (): Promise<string> => {
  const { messages } = await member.ask('loadMessages', { channelId: member.textChannel(), limit: 100 });
  return JSON.stringify([party.counts, messages]);
};

const samples = (name: RequestName): Json[] => fc.sample(mutated(name), { numRuns: RUNS_EACH, seed: 20_261_122 });

const inBatches = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    await Promise.all(items.slice(start, start + AT_ONCE).map(async (item) => work(item)));
  }
};

/** An error with a code of the contract, and never one of ours. */
const expectTypedError = async (guest: Guest, name: string, ...args: unknown[]): Promise<void> => {
  const reply = await guest.askRaw(name, ...args);
  expect(reply.ok, `${name} ${JSON.stringify(args).slice(0, 300)}`).toBe(false);
  if (!reply.ok) {
    expect(isErrorCode(reply.error.code)).toBe(true);
    expect(reply.error.code, `${name} ${JSON.stringify(args).slice(0, 300)}`).not.toBe('internal');
  }
};

it.each(REQUEST_NAMES)('%s from a stranger is refused', async (name) => {
  const before = await stateOf();
  const refused = name === 'authenticate' ? samples(name).filter((data) => !taken(name, data)) : samples(name);
  await inBatches(refused.slice(0, 60), async (data) => expectTypedError(stranger, name, data));
  expect(await stateOf()).toBe(before);
});

const taken = (name: RequestName, data: Json): boolean => requests[name].data.safeParse(data).success;

it.each(REQUEST_NAMES)('%s broken by a member is refused and changes nothing', async (name) => {
  const before = await stateOf();
  const broken = samples(name).filter((data) => !taken(name, data));
  await inBatches(broken, async (data) => expectTypedError(member, name, data));
  await inBatches(broken, async (data) => expectTypedError(inCall, name, data));
  expect(await stateOf()).toBe(before);
});

it.each(REQUEST_NAMES)('%s out of order is refused and changes nothing', async (name) => {
  if (['sendMessage', 'loadMessages', 'setPresence', 'joinVoice', 'prepareVoice', 'loadQuality'].includes(name)) {
    return; // these have no order
  }
  const before = await stateOf();
  await expectTypedError(member, name, valid()[name]);
  await expectTypedError(member, name);
  await expectTypedError(member, name, valid()[name], 'one too many');
  expect(await stateOf()).toBe(before);
});

it('parameters that pass the schema but make no sense leave the call and the worker as they are', async () => {
  const pids = party.server.workerPids;
  const passing = samples('produce').filter((data) => taken('produce', data));
  for (const data of passing) {
    const reply = await inCall.askRaw('produce', { ...(data as object), source: 'screen-audio' });
    if (reply.ok) {
      // Read by its schema a line above in `askRaw`.
      const { producerId } = requests.produce.answer.parse(reply.data);
      await inCall.ask('closeProducer', { producerId });
    }
  }
  for (const data of samples('joinVoice').filter((each) => taken('joinVoice', each))) {
    await member.askRaw('joinVoice', data);
  }
  await member.askRaw('leaveVoice', {});
  await member.ask('prepareVoice', member.setupOf(member.voiceChannel('Lounge')));
  expect(party.server.workerPids).toEqual(pids);
  expect(party.counts).toMatchObject({ workers: 1, peers: 1, producers: 1 });
});

it('names that are no requests are refused', async () => {
  const before = party.counts;
  const names = ['', 'toString', '__proto__', 'constructor', 'hasOwnProperty', 'message', 'x'.repeat(1_000)];
  for (const name of names) {
    const reply = await member.askRaw(name, {});
    expect(reply).toMatchObject({ ok: false, error: { code: 'unknown_request' } });
  }
  expect(party.counts).toEqual(before);
});

it('frames that are no messages close their connection and nothing else', async () => {
  for (const frame of [
    '',
    '4',
    '42',
    '42[',
    '42{}',
    '451-["x",{"_placeholder":true,"num":9}]',
    '9',
    '\u0000',
    '4'.repeat(99),
  ]) {
    const odd = await party.connect();
    // engine.io-client keeps its WebSocket out of its types.
    const { ws } = odd.socket.io.engine.transport as unknown as { ws: { send(data: string | Buffer): void } };
    ws.send(frame);
    ws.send(Buffer.from(frame));
    await new Promise((resolve) => setTimeout(resolve, 5));
    odd.close();
  }
  await eventually(
    () => party.counts.sockets === 4,
    () => party.counts,
  );
  await member.ask('setPresence', { idle: false });
});
