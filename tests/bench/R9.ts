/** R9, a million requests broken in one place or altogether: the server answers each, and nothing else happens. */
import fc from 'fast-check';
import { setTimeout as wait } from 'node:timers/promises';
import { isErrorCode } from '../../common/errors.ts';
import { REQUEST_NAMES, type RequestName } from '../../common/signaling.ts';
import { Guest } from '../fakes/Guest.ts';
import { isTaken, mutationsOf, pipelined, validRequests, type Json } from '../fakes/mutations.ts';
import type { Bench, Goal } from './figures.ts';
import { Crowd } from './load/Crowd.ts';
import { LoadedServer, type Counts } from './load/LoadedServer.ts';
import type { SyntheticPeer } from './load/SyntheticPeer.ts';

/** For each run that is asked for: ten make the million. */
const REQUESTS_EACH = 100_000;
const SAMPLES = 500;
const AT_ONCE = 100;
const CALM_MS = 2_000;
const id = 'R9';

export const mutations: Goal = { id, title: 'a million mutated requests', scale: true, measure };

async function measure(bench: Bench): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const server = await LoadedServer.wide();
  stack.defer(() => server.stop());
  const crowd = await Crowd.open(server.url);
  stack.defer(() => {
    crowd.close();
  });
  const elsewhere = await talkElsewhere(crowd);
  const senders = await openSenders(server.url);
  stack.defer(() => {
    senders.forEach((guest) => {
      guest.close();
    });
  });
  await wait(CALM_MS);
  const before = await server.counts();
  const { workerPid } = server;
  const heardBefore = elsewhere.stay.packets;
  const strange = new Set<string>();
  const levels: number[] = [];
  let sent = 0;
  for (let run = 0; run < bench.runs; run += 1) {
    sent += await sendBroken(senders, run, strange);
    levels.push(server.pssMb());
    bench.progress(`${String(sent)} sent, ${String(levels.at(-1))} MB`);
  }
  await wait(CALM_MS);
  const changed = changedCounts(before, await server.counts());
  const detail = { requests: sent };
  bench.report({
    id,
    name: 'answers that were no typed refusals',
    figure: strange.size,
    unit: 'count',
    goal: 0,
    detail: { ...detail, first: [...strange].slice(0, 5) },
  });
  bench.report({
    id,
    name: 'processes that ended',
    figure: (server.running ? 0 : 1) + (server.workerPid === workerPid ? 0 : 1),
    unit: 'count',
    goal: 0,
    detail,
  });
  bench.report({
    id,
    name: 'counts that changed',
    figure: changed.length,
    unit: 'count',
    goal: 0,
    detail: { ...detail, changed },
  });
  bench.report({
    id,
    name: 'PSS after the last over after the first hundred thousand',
    figure: (levels.at(-1) ?? 0) / (levels[0] ?? 1),
    unit: 'ratio',
    goal: undefined,
    detail: { ...detail, mb: levels.map(Math.round) },
  });
  bench.report({
    id,
    name: 'rooms that fell silent meanwhile',
    figure: elsewhere.stay.packets > heardBefore && elsewhere.stay.offers.length === 1 ? 0 : 1,
    unit: 'count',
    goal: 0,
    detail: { packetsHeard: elsewhere.stay.packets - heardBefore },
  });
}

/** Two people in another room, one of whom speaks all the time. @returns the other */
async function talkElsewhere(crowd: Crowd): Promise<SyntheticPeer> {
  await crowd.growTo(2, { channel: 'Games' });
  await crowd.settle();
  const [listener, speaker] = crowd.peers;
  if (listener === undefined || speaker === undefined) {
    throw new Error('nobody came');
  }
  await speaker.speak();
  return listener;
}

/** A stranger, a member in no call, and one in a call. */
async function openSenders(url: string): Promise<readonly [Guest, Guest, Guest]> {
  const stranger = await Guest.connect(url, { remembers: false });
  const member = await Guest.join(url, 'Member', { remembers: false });
  const inCall = await Guest.join(url, 'In a call', { remembers: false });
  await inCall.joinVoice(inCall.voiceChannel('Lounge'));
  await inCall.produce();
  return [stranger, member, inCall];
}

/** @returns how many were sent */
async function sendBroken(senders: readonly [Guest, Guest, Guest], run: number, strange: Set<string>): Promise<number> {
  const valid = validRequests(senders[1], senders[2].id);
  let sent = 0;
  for (let round = 0; sent < REQUESTS_EACH; round += 1) {
    const seed = run * 10_000 + round * REQUEST_NAMES.length;
    const requests = REQUEST_NAMES.flatMap((name, index) =>
      fc
        .sample(mutationsOf(valid[name]), { numRuns: SAMPLES, seed: seed + index })
        .filter((data) => !isTaken(name, data))
        .map((data) => [name, data] as const),
    );
    for (const sender of senders) {
      sent += requests.length;
      await pipelined(requests, AT_ONCE, async ([name, data]) => expectRefusal(sender, name, data, strange));
    }
  }
  return sent;
}

async function expectRefusal(sender: Guest, name: RequestName, data: Json, strange: Set<string>): Promise<void> {
  const reply = await sender.askRaw(name, data);
  if (reply.ok || reply.error.code === 'internal' || !isErrorCode(reply.error.code)) {
    strange.add(`${name} ${JSON.stringify(data).slice(0, 200)}: ${reply.ok ? 'taken' : reply.error.code}`);
  }
}

const changedCounts = (before: Counts, after: Counts): string[] =>
  Object.keys(before)
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}: ${String(before[name])} to ${String(after[name])}`);
