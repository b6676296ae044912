/** Every request with everything a stranger may put into it: a typed error, nothing changed, the process alive (R9). */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isErrorCode } from '../../common/errors.ts';
import { REQUEST_NAMES, requests, type RequestName } from '../../common/signaling.ts';
import type { Guest } from '../fakes/Guest.ts';
import { isTaken, mutationsOf, pipelined, validRequests, type Json } from '../fakes/mutations.ts';
import { eventually, Party } from '../fakes/party.ts';

/** Of each request, sent by three: a hundred thousand in all. */
const RUNS_EACH = 1_800;
const AT_ONCE = 100;
/** Right at any time. */
const ORDERLESS: ReadonlySet<RequestName> = new Set<RequestName>([
  'sendMessage',
  'listSessions',
  'becomeAccount',
  'loadMessages',
  'searchMessages',
  'setTyping',
  'setPresence',
  'updateProfile',
  'joinVoice',
  'prepareVoice',
  'openEcho',
  'closeEcho',
  'loadQuality',
]);

let party: Party;
let member: Guest;
let stranger: Guest;
let inCall: Guest;

beforeAll(async () => {
  // The stranger stays one for as long as it all takes.
  party = await Party.open({ limits: { authenticationMs: 600_000 } });
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

/** What must not change: everything counted, and the database by its own sum. */
const stateOf = async (): Promise<string> => {
  const { messages } = await member.ask('loadMessages', { channelId: member.textChannel(), limit: 100 });
  return JSON.stringify([party.counts, messages]);
};

const valid = (): ReturnType<typeof validRequests> => validRequests(member, inCall.id);

const sampled = new Map<RequestName, Json[]>();
const samples = (name: RequestName): Json[] => {
  const known = sampled.get(name) ?? fc.sample(mutationsOf(valid()[name]), { numRuns: RUNS_EACH, seed: 20_261_122 });
  sampled.set(name, known);
  return known;
};
const brokenSamples = (name: RequestName): Json[] => samples(name).filter((data) => !isTaken(name, data));

/** An error with a code of the contract, and never one of ours. */
const expectTypedError = async (guest: Guest, name: string, ...args: unknown[]): Promise<void> => {
  const reply = await guest.askRaw(name, ...args);
  if (reply.ok || reply.error.code === 'internal' || !isErrorCode(reply.error.code)) {
    expect.fail(`${name} ${JSON.stringify(args).slice(0, 300)}: ${JSON.stringify(reply)}`);
  }
};

it.each(REQUEST_NAMES)('%s from a stranger is refused', async (name) => {
  const before = await stateOf();
  // A stranger may authenticate: of that, only what is broken.
  const refused = name === 'authenticate' ? brokenSamples(name) : samples(name);
  await pipelined(refused, AT_ONCE, async (data) => expectTypedError(stranger, name, data));
  expect(await stateOf()).toBe(before);
});

it.each(REQUEST_NAMES)('%s broken by a member is refused and changes nothing', async (name) => {
  const before = await stateOf();
  const broken = brokenSamples(name);
  await pipelined(broken, AT_ONCE, async (data) => expectTypedError(member, name, data));
  await pipelined(broken, AT_ONCE, async (data) => expectTypedError(inCall, name, data));
  expect(await stateOf()).toBe(before);
});

it.each(REQUEST_NAMES)('%s out of order is refused and changes nothing', async (name) => {
  if (ORDERLESS.has(name)) {
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
  const passing = samples('produce').filter((data) => isTaken('produce', data));
  for (const data of passing) {
    const reply = await inCall.askRaw('produce', { ...(data as object), source: 'screen-audio' });
    if (reply.ok) {
      // Read by its schema a line above in `askRaw`.
      const { producerId } = requests.produce.answer.parse(reply.data);
      await inCall.ask('closeProducer', { producerId });
    }
  }
  for (const data of samples('joinVoice').filter((each) => isTaken('joinVoice', each))) {
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

it('were a hundred thousand', () => {
  const sent = REQUEST_NAMES.map((name) => samples(name).length + 2 * brokenSamples(name).length);
  expect(sent.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100_000);
});
