/** Native capture with a real ffmpeg of a real X display into a real worker. */
import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { IngestAnswer } from '../../common/ingest.ts';
import { CaptureSession, type CaptureWish } from '../../native-capture/CaptureSession.ts';
import { tryEncoders } from '../../native-capture/encoders.ts';
import { listX11Sources } from '../../native-capture/sources.ts';
import { Display } from '../fakes/Display.ts';
import type { Guest } from '../fakes/Guest.ts';
import { CLEAN } from '../fakes/impairment.ts';
import { Party } from '../fakes/party.ts';
import { SharedWay } from '../fakes/SharedWay.ts';
import { UdpRelay } from '../fakes/UdpRelay.ts';

const WAIT_MS = 40_000;

let party: Party;
let anna: Guest;
let display: Display;
let session: CaptureSession | undefined;

beforeEach(async () => {
  [party, display] = await Promise.all([Party.open(), Display.open()]);
  anna = await party.guest('Anna');
  await anna.joinVoice(anna.voiceChannel('Lounge'));
});
afterEach(async () => {
  session?.close();
  session = undefined;
  display.close();
  await party.close();
});

/**
 * The server's estimate of a way grows slowly near where it was last full, and each step up waits for it: the first
 * came after 8 to 25 s (https://datatracker.ietf.org/doc/html/draft-ietf-rmcat-gcc-02#section-5.5).
 */
const RECOVERY_MS = 120_000;

const until = async (check: () => boolean | Promise<boolean>, timeout = WAIT_MS): Promise<void> => {
  await vi.waitUntil(check, { timeout, interval: 20 });
};

const openIngest = async (): Promise<IngestAnswer> => anna.ask('openIngest', { preferredCodecs: ['H264'] });

const start = async (wish: Partial<CaptureWish> = {}): Promise<CaptureSession> => {
  session = await CaptureSession.open({
    ffmpeg: 'ffmpeg',
    encoders: ['libx264'],
    ingest: wish.ingest ?? (await openIngest()),
    host: '127.0.0.1',
    source: { id: 'screen:0', kind: 'screen', title: 'screen', width: 640, height: 360 },
    target: { kind: 'x11', display: display.name },
    quality: { width: 320, height: 180, rate: 15, style: 'smooth', bitrateBps: 500_000 },
    local: false,
    sound: undefined,
    ...wish,
  });
  return session;
};

const running = async (capture: CaptureSession, packets = 30): Promise<void> => {
  await until(() => capture.state.kind === 'running' && capture.status.packets >= packets);
};

const ended = async (capture: CaptureSession): Promise<unknown> => {
  await until(() => capture.state.kind === 'ended');
  return capture.state;
};

const processesOf = async (name: string): Promise<string> =>
  new Promise((resolve) => {
    execFile('pgrep', ['-f', `x11grab.*-i ${name}`], (_fault, stdout) => {
      resolve(stdout.trim());
    });
  });

it('a screen gets to the server, which answers, and leaves no process behind', async () => {
  const capture = await start();
  await running(capture);
  await until(() => capture.status.carriesBps !== null);
  expect(capture.status).toMatchObject({ encoder: 'libx264', restarts: 0, fallback: null });
  capture.close();
  capture.close();
  await until(async () => (await processesOf(display.name)) === '');
}, 60_000);

it('what is to be seen is listed, and a window is captured by its id', async () => {
  display.showWindow();
  let window: Awaited<ReturnType<typeof listX11Sources>>[number] | undefined;
  await until(async () => {
    window = (await listX11Sources(display.name)).find(({ kind, title }) => kind === 'window' && title === 'xclock');
    return window !== undefined;
  });
  expect(window).toMatchObject({ width: 320, height: 240 });
  expect((await listX11Sources(display.name))[0]).toMatchObject({ kind: 'screen', width: 640, height: 360 });
  await running(await start(window === undefined ? {} : { target: window.target }), 10);
}, 60_000);

it('a killed ffmpeg is started again, and the share goes on', async () => {
  const capture = await start();
  await running(capture);
  for (const time of [1, 2, 3, 4]) {
    const { pid } = capture;
    const { packets } = capture.status;
    process.kill(pid ?? 0, 'SIGKILL');
    await until(() => capture.status.restarts === time && capture.status.packets > packets + 5);
  }
  expect(capture.status.encoder).toBe('libx264');
}, 60_000);

it('one that hangs is noticed, killed and started again', async () => {
  const capture = await start();
  await running(capture);
  const { pid } = capture;
  const { packets } = capture.status;
  process.kill(pid ?? 0, 'SIGSTOP');
  await until(() => capture.status.restarts === 1 && capture.status.packets > packets + 30);
  expect(() => process.kill(pid ?? 0, 0)).toThrow();
}, 60_000);

it('an encoder that does not work gives way to the next, and it is told why', async () => {
  const trials = await tryEncoders('ffmpeg', 'linux');
  expect(trials.find(({ encoder }) => encoder === 'libx264')).toEqual({ encoder: 'libx264', fault: null });
  expect(trials.find(({ encoder }) => encoder === 'h264_nvenc')?.fault).toEqual(expect.any(String));
  const capture = await start({ encoders: ['h264_nvenc', 'libx264'] });
  await running(capture);
  expect(capture.status.encoder).toBe('libx264');
  expect(capture.status.fallback).toContain('h264_nvenc');
}, 60_000);

it('no encoder, no ffmpeg and no display each end the share with their reason', async () => {
  const ingest = await openIngest();
  expect(await ended(await start({ ingest, encoders: ['h264_nvenc'] }))).toMatchObject({ why: 'encoder_missing' });
  expect(await ended(await start({ ingest, ffmpeg: '/no/such/ffmpeg' }))).toMatchObject({ why: 'ffmpeg_missing' });
  const gone = await start({ ingest });
  await running(gone, 10);
  display.close();
  expect(await ended(gone)).toMatchObject({ why: 'source_gone' });
}, 90_000);

it('an ingest that the server closed ends the share', async () => {
  const capture = await start();
  await running(capture);
  await anna.ask('closeIngest', {});
  expect(await ended(capture)).toMatchObject({ why: 'ingest_lost' });
}, 60_000);

it('ffmpeg ends with the one that started it, also when it hangs', async () => {
  const script = join(party.dataDir, 'owner.mjs');
  const module = new URL('../../native-capture/FfmpegRun.ts', import.meta.url).href;
  const plan = {
    target: { kind: 'x11', display: display.name },
    encoder: 'libx264',
    width: 320,
    height: 180,
  };
  await writeFile(
    script,
    `import { FfmpegRun } from ${JSON.stringify(module)};
     const run = new FfmpegRun('ffmpeg', ${JSON.stringify({ ...plan, rate: 15, bitrateBps: 500_000 })},
       { frame: () => { process.kill(run.pid, 'SIGSTOP'); process.kill(process.pid, 'SIGKILL'); }, progress: () => {}, ended: () => {} });`,
  );
  await chmod(script, 0o600);
  await new Promise<void>((resolve) => {
    execFile(process.execPath, [script], { timeout: WAIT_MS, killSignal: 'SIGKILL' }, () => {
      resolve();
    });
  });
  await until(async () => (await processesOf(display.name)) === '');
}, 60_000);

it(
  'sends what the way carries, and more again when it carries more',
  async () => {
    display.showBars(640, 360, 60);
    const ingest = await openIngest();
    const relay = await UdpRelay.open(ingest.address.port);
    try {
      const quality = { width: 640, height: 360, rate: 15, style: 'smooth', bitrateBps: 1_500_000 } as const;
      const capture = await start({
        ingest: { ...ingest, address: { ip: '127.0.0.1', port: relay.port } },
        quality,
      });
      await running(capture);
      expect(capture.status).toMatchObject({ sent: quality, pressure: 'none' });
      relay.impair({ up: { ...CLEAN, rateBps: 500_000 } });
      await until(() => capture.status.sent.bitrateBps < 600_000);
      expect(capture.status).toMatchObject({ pressure: 'network', wanted: quality });
      expect(capture.status.sent.height).toBeLessThan(quality.height);
      relay.impair({});
      // It may still be on its way down; how far up it goes by how much is the unit tests' of Congestion.
      let lowest = Infinity;
      await until(() => {
        const { bitrateBps } = capture.status.sent;
        lowest = Math.min(lowest, bitrateBps);
        return bitrateBps > lowest;
      }, RECOVERY_MS);
      expect(capture.status.restarts).toBe(0);
    } finally {
      relay.close();
    }
  },
  WAIT_MS * 2 + RECOVERY_MS,
);

it('leaves a voice on the same narrow way whole', async () => {
  display.showBars(640, 360, 60);
  const ingest = await openIngest();
  const way = await SharedWay.open(ingest.address.port);
  try {
    const quality = { width: 640, height: 360, rate: 15, style: 'smooth', bitrateBps: 1_500_000 } as const;
    const address = { ip: '127.0.0.1', port: way.relay.port };
    const capture = await start({ ingest: { ...ingest, address }, quality });
    await running(capture);
    way.relay.impair({ up: { ...CLEAN, rateBps: 1_000_000 } });
    await until(() => capture.status.sent.bitrateBps < quality.bitrateBps);
    // Three seconds of it; a share that sent on as before would take a third of the words with it.
    const since = way.said;
    await until(() => way.said > since + 200 && way.lost(150) <= 0.02);
    expect(capture.state.kind).toBe('running');
  } finally {
    way.close();
  }
}, 120_000);
