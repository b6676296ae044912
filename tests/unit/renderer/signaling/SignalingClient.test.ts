/** The connection to a server that is real but says what the test wants it to, or nothing. */
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../../common/errors.ts';
import { SILENT_LOG } from '../../../../common/log.ts';
import { SignalingClient } from '../../../../renderer/signaling/SignalingClient.ts';
import { opusParameters } from '../../../fakes/Guest.ts';

let http: HttpServer;
let server: Server;
let socket: Socket;
let client: SignalingClient;

beforeEach(async () => {
  vi.stubGlobal('window', new EventTarget());
  http = createServer();
  server = new Server(http);
  const arrived = new Promise<Socket>((resolve) => {
    server.once('connection', resolve);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address and a port.
  const { port } = http.address() as AddressInfo;
  client = SignalingClient.open(`http://127.0.0.1:${String(port)}`, SILENT_LOG);
  await new Promise<void>((resolve) => {
    client.events.on('connected', () => {
      resolve();
    });
  });
  socket = await arrived;
  // From here on time is the test's; the socket and what is read from it keep their own.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(async () => {
  vi.useRealTimers();
  client.close();
  await server.close();
  vi.unstubAllGlobals();
});

/** How a request stands: its code when it failed. */
function watch(asked: Promise<unknown>): { outcome: string } {
  const watched = { outcome: 'waiting' };
  asked.then(
    () => {
      watched.outcome = 'answered';
    },
    (thrown: unknown) => {
      watched.outcome = AppError.from(thrown).code;
    },
  );
  return watched;
}

const MICROPHONE = {
  source: 'microphone',
  kind: 'audio',
  rtpParameters: opusParameters(),
  paused: false,
} as const;

const JOIN = {
  channelId: 'lounge',
  rtpCapabilities: { codecs: [], headerExtensions: [] },
  sendFingerprints: [],
  receiveFingerprints: [],
  muted: false,
  deafened: false,
  moveHere: false,
} as unknown as Parameters<typeof client.request<'joinVoice'>>[1]; // never parsed: the server of this test only keeps silent

describe('a server that never answers', () => {
  it('keeps nobody joining for ever (C1)', async () => {
    const join = watch(client.request('joinVoice', JOIN));
    await vi.advanceTimersByTimeAsync(4_900);
    expect(join.outcome).toBe('waiting');
    await vi.advanceTimersByTimeAsync(200);
    expect(join.outcome).toBe('timeout');
  });

  it('is waited for as long as each kind of request is worth, a consumer shortest (C9)', async () => {
    const message = watch(client.request('setPresence', { idle: true }));
    const restart = watch(client.request('restartIce', { direction: 'send' }));
    const consumer = watch(client.request('resumeConsumers', { consumerIds: ['one'] }));
    const outcomes = (): string[] => [consumer, restart, message].map(({ outcome }) => outcome);
    await vi.advanceTimersByTimeAsync(4_100);
    expect(outcomes()).toEqual(['timeout', 'waiting', 'waiting']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(outcomes()).toEqual(['timeout', 'timeout', 'waiting']);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(outcomes()).toEqual(['timeout', 'timeout', 'timeout']);
  });

  it('does not keep a microphone from being produced again (C22)', async () => {
    const produced = watch(client.request('produce', MICROPHONE));
    await vi.advanceTimersByTimeAsync(5_100);
    expect(produced.outcome).toBe('timeout');
  });
});

describe('whatever goes wrong is one kind of error with a code (C11)', () => {
  const ask = async (reply: unknown): Promise<AppError> => {
    socket.once('setPresence', (_data: unknown, answer: (reply: unknown) => void) => {
      answer(reply);
    });
    const [result] = await Promise.allSettled([client.request('setPresence', { idle: true })]);
    const thrown: unknown = result.status === 'rejected' ? result.reason : 'nothing';
    expect(thrown).toBeInstanceOf(AppError);
    return AppError.from(thrown);
  };

  it.each([
    ['a refusal of the server', { ok: false, error: { code: 'channel_full', message: 'full' } }, 'channel_full'],
    ['a code of a newer server', { ok: false, error: { code: 'too_loud', message: 'new' } }, 'internal'],
    ['an answer in another shape', { ok: 'perhaps' }, 'bad_reply'],
  ])('%s has the code that was told', async (_what, reply, code) => {
    expect((await ask(reply)).code).toBe(code);
  });

  it('says how long to wait where the server said it', async () => {
    const wire = { code: 'rate_limited', message: 'slow down', retryAfterMs: 300 };
    expect((await ask({ ok: false, error: wire })).retryAfterMs).toBe(300);
  });

  it('a lost connection, an ended wait and a closed connection', async () => {
    const abort = new AbortController();
    const cancelled = watch(client.request('setPresence', { idle: true }, { signal: abort.signal }));
    abort.abort();
    const lost = watch(client.request('setPresence', { idle: true }));
    vi.useRealTimers();
    socket.disconnect(true);
    await vi.waitFor(() => {
      expect([cancelled.outcome, lost.outcome]).toEqual(['cancelled', 'disconnected']);
    });
  });
});
