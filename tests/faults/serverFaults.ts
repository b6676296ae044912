/** Faults of the server around the calls: who may join (S9, S18), its errors, its workers' places, its start (S14 to S16). */
import type { Fault } from './fault.ts';

const GATEWAY_TEST = 'tests/integration/gateway.test.ts';
const CALL_PERMISSIONS_TEST = 'tests/integration/callPermissions.test.ts';
const WORKERS_TEST = 'tests/integration/workers.test.ts';

const LEAST_LOADED = { file: WORKERS_TEST, title: 'is the one that carries less, and not one that computes much' };
const OWN_FAILURES = { file: GATEWAY_TEST, title: 'cross the wire as a reference that the log has' };

export const SERVER_FAULTS: readonly Fault[] = [
  {
    id: 'S9.join',
    what: 'whoever sees a voice channel may join it',
    file: 'server/signaling/VoiceSeats.ts',
    find: `this.#channels.authority.require(member, permission, channel);`,
    put: ``,
    test: { file: CALL_PERMISSIONS_TEST, title: 'is closed to whoever asks for it from outside (S9)' },
  },
  {
    id: 'S9.prepared',
    what: 'what was prepared is joined without asking again',
    file: 'server/signaling/VoiceSeat.ts',
    find: `const channel = this.#seats.requireChannel(this.#member, 'connect', channelId);
    this.#requireNotIn(channelId, replaces);`,
    put: `const channel = this.#seats.requireChannel(this.#member, 'viewChannel', channelId);
    this.#requireNotIn(channelId, replaces);`,
    test: { file: CALL_PERMISSIONS_TEST, title: 'also to whoever has prepared it while it was open (S9)' },
  },
  {
    id: 'S18.switch',
    what: 'who is in a call may go to any other',
    file: 'server/signaling/VoiceSeats.ts',
    find: `this.#channels.authority.require(member, permission, channel);`,
    put: `if (!this.#holders.has(member.id)) {
      this.#channels.authority.require(member, permission, channel);
    }`,
    test: { file: CALL_PERMISSIONS_TEST, title: 'also to whoever comes over from another, and stays there (S18)' },
  },
  {
    id: 'S14.text',
    what: 'what a library says of its failure is shown to clients',
    file: 'server/signaling/replies.ts',
    find: `message: \`ref \${reference}\``,
    put: `message: String(fault)`,
    test: OWN_FAILURES,
  },
  {
    id: 'S14.unlogged',
    what: 'a failure of ours is nowhere to be found',
    file: 'server/signaling/replies.ts',
    find: `log.error('A request failed', fault, { ref: reference, request });`,
    put: ``,
    test: OWN_FAILURES,
  },
  {
    id: 'S15.first',
    what: 'the worker is chosen without a look at its load',
    file: 'server/media/workers.ts',
    find: `return others.reduce((least, worker) => (worker.load < least.load ? worker : least), first);`,
    put: `return others.length < 0 ? others[0] ?? first : first;`,
    test: LEAST_LOADED,
  },
  {
    id: 'S15.turns',
    what: 'rooms go to the workers in turns, whatever those carry',
    file: 'server/media/workers.ts',
    find: `worker.load <= load)`,
    put: `worker.load <= Infinity || load < 0)`,
    test: { file: 'tests/integration/media.test.ts', title: 'go to the least loaded worker' },
  },
  {
    id: 'S15.carried',
    what: 'a worker full of people is taken for idle while they are silent',
    file: 'server/media/MediaWorker.ts',
    find: `return carried + cpuSteps`,
    put: `return cpuSteps`,
    test: LEAST_LOADED,
  },
  {
    id: 'S15.cpu',
    what: 'what a worker really computes does not count',
    file: 'server/media/MediaWorker.ts',
    find: `return carried + cpuSteps * CPU_STEP_PERCENT * LOAD_PER_CPU_PERCENT;`,
    put: `return carried + cpuSteps * 0;`,
    test: LEAST_LOADED,
  },
  {
    id: 'S16.fallback',
    what: 'an address that cannot be parsed becomes 127.0.0.1',
    file: 'server/settings.ts',
    find: `.transform((text) => parseAddress(text.trim()))`,
    put: `.transform((text) => parseAddress(text.trim()) ?? '127.0.0.1')`,
    test: { file: 'tests/unit/server/config.test.ts', title: 'that cannot be parsed is an error and no fallback' },
  },
  {
    id: 'S16.start',
    what: 'a server starts on another address than it was told to',
    file: 'server/settings.ts',
    find: `.transform((text) => parseAddress(text.trim()))`,
    put: `.transform((text) => parseAddress(text.trim()) ?? '127.0.0.1')`,
    test: { file: 'tests/integration/start.test.ts', title: 'when an address cannot be parsed' },
  },
];
