/** Faults of the client's way to the server: waiting, coming back, telling of it (C1, C6, C7, C9, C11, C20, C22). */
import type { Fault } from './fault.ts';

const HEALTH = 'renderer/voice/health.ts';
const SIGNALING = 'renderer/signaling/SignalingClient.ts';
const WATCH = 'renderer/voice/TransportWatch.ts';

const SIGNALING_TEST = 'tests/unit/renderer/signaling/SignalingClient.test.ts';
const WATCH_TEST = 'tests/unit/renderer/voice/TransportWatch.test.ts';

const EXPLAINED = { file: 'tests/unit/renderer/text/connection.test.ts', title: 'is explained in both languages' };

export const CONNECTION_FAULTS: readonly Fault[] = [
  {
    id: 'C1.forever',
    what: 'a join waits for ever for a server that is silent',
    file: SIGNALING,
    find: `fail(new AppError('timeout', `,
    put: `void (new AppError('timeout', `,
    test: { file: SIGNALING_TEST, title: 'keeps nobody joining for ever' },
  },
  {
    id: 'C6.last-event',
    what: 'the transport that is named last says how the call is',
    file: HEALTH,
    find: `if (states.includes('failed')) {`,
    put: `if (states.at(-1) === 'failed') {`,
    test: {
      file: 'tests/unit/renderer/voice/health.test.ts',
      title: 'is the worst of both transports, whichever is named first',
    },
  },
  {
    id: 'C6.one-timer',
    what: 'one timer for all transports: who is well again stops the other’s',
    file: WATCH,
    find: `  #later: ReturnType<typeof setTimeout> | undefined;
  #restarting`,
    put: `  static later: ReturnType<typeof setTimeout> | undefined;
  get #later(): ReturnType<typeof setTimeout> | undefined {
    return TransportWatch.later;
  }
  set #later(later: ReturnType<typeof setTimeout> | undefined) {
    TransportWatch.later = later;
  }
  #restarting`,
    test: { file: WATCH_TEST, title: 'two transports are mended each by itself' },
  },
  {
    id: 'C7.media',
    what: 'what is cut stays cut when the connection is back',
    file: WATCH,
    find: `      this.#restarts = 0;
      void this.#restart();`,
    put: `      this.#restarts = 0;`,
    test: { file: WATCH_TEST, title: 'in which nobody can be asked waits for the connection' },
  },
  {
    id: 'C9.one-for-all',
    what: 'every request has the same ten seconds',
    file: SIGNALING,
    find: `const timeoutMs = TIMEOUT_MS[name] ?? DEFAULT_TIMEOUT_MS;`,
    put: `const timeoutMs = DEFAULT_TIMEOUT_MS;`,
    test: { file: SIGNALING_TEST, title: 'a consumer shortest' },
  },
  {
    id: 'C11.codes',
    what: 'a refusal reaches people without its code',
    file: 'renderer/signaling/reviveError.ts',
    find: `isErrorCode(code) ? code : 'internal',`,
    put: `'internal',`,
    test: { file: SIGNALING_TEST, title: 'whatever goes wrong is one kind of error with a code' },
  },
  {
    id: 'C20.unexplained',
    what: 'a call that is being reconnected says nothing of it',
    file: HEALTH,
    find: `    case 'reconnecting':
    case 'failed':
      return state.kind;`,
    put: `    case 'reconnecting':
    case 'failed':
      return 'good';`,
    test: EXPLAINED,
  },
  {
    id: 'C22.producing',
    what: 'a microphone that got no answer is never produced',
    file: 'renderer/voice/persist.ts',
    find: `AppError.from(thrown).code !== 'timeout' ||`,
    put: `AppError.from(thrown).code === 'timeout' ||`,
    test: { file: 'tests/unit/renderer/voice/persist.test.ts', title: 'is asked again at once' },
  },
];
