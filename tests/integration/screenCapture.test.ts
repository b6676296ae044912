/** What the window asks of native capture, answered by the app's own part with a real display, ffmpeg and server. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CaptureEnd, CaptureQuality, CaptureStatus } from '../../common/capture.ts';
import { AppError } from '../../common/errors.ts';
import { ScreenCapture } from '../../electron/capture/ScreenCapture.ts';
import { Display } from '../fakes/Display.ts';
import type { Guest } from '../fakes/Guest.ts';
import { Party } from '../fakes/party.ts';

const QUALITY: CaptureQuality = { width: 320, height: 180, rate: 15, style: 'smooth', bitrateBps: 500_000 };
const WAIT_MS = 30_000;

let party: Party;
let anna: Guest;
let display: Display;
let capture: ScreenCapture;
let told: CaptureStatus[];
let ended: CaptureEnd[];

const open = (ffmpeg = 'ffmpeg', name: string | undefined = display.name): ScreenCapture =>
  new ScreenCapture(
    { platform: 'linux', ffmpeg, display: name, soundServer: undefined },
    {
      status: (status) => told.push(status),
      ended: (_producerId, why) => ended.push(why),
    },
  );

beforeEach(async () => {
  [party, display] = await Promise.all([Party.open(), Display.open()]);
  anna = await party.guest('Anna');
  await anna.joinVoice(anna.voiceChannel('Lounge'));
  told = [];
  ended = [];
  capture = open();
});
afterEach(async () => {
  capture.close();
  display.close();
  await party.close();
});

const start = async (shared = capture): Promise<void> => {
  const [screen] = await capture.list();
  const ingest = await anna.ask('openIngest', { preferredCodecs: ['H264'] });
  await shared.start({ sourceId: screen?.id ?? '', quality: QUALITY, ingest, host: '127.0.0.1' });
};
const until = async (check: () => boolean): Promise<void> => {
  await vi.waitUntil(check, { timeout: WAIT_MS, interval: 20 });
};
const pause = async (ms: number): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, ms));
};
/** An ffmpeg that says it is this one, and can do nothing else. */
const ffmpegSaying = async (version: string): Promise<string> => {
  const path = join(party.dataDir, `ffmpeg-${version}`);
  await writeFile(
    path,
    `#!/bin/sh\ncase "$*" in *-version) echo "ffmpeg version ${version} Copyright (c)";; *) exit 1;; esac\n`,
  );
  await chmod(path, 0o700);
  return path;
};

it('tells how it goes once a second, and only while somebody looks (C16)', async () => {
  expect(capture.look()).toBeNull();
  await start();
  await pause(2_200);
  expect(told).toEqual([]);
  expect(capture.look()).toMatchObject({ encoder: 'libx264' });
  capture.watch(true);
  const sinceMs = performance.now();
  await until(() => told.length >= 3);
  expect(told.length).toBeLessThanOrEqual((performance.now() - sinceMs) / 900);
  const last = told.at(-1);
  expect(last).toMatchObject({ encoder: 'libx264', sent: QUALITY, restarts: 0, fallback: null });
  expect(last?.frames).toBeGreaterThan(0);
  expect(last?.workMs).toBeGreaterThan(0);
  expect(last?.grabRate).toBeGreaterThanOrEqual(last?.rate ?? 0);
  expect(last?.grabRate).toBeGreaterThan(QUALITY.rate / 2);
  expect(last?.queued).toBeLessThan(100);
  capture.watch(false);
  const { length } = told;
  await pause(2_200);
  expect(told).toHaveLength(length);
}, 90_000);

it('lists what can be seen, and takes a picture of each', async () => {
  display.showWindow();
  await vi.waitUntil(async () => (await capture.list()).some(({ title }) => title === 'xclock'), { timeout: WAIT_MS });
  const listed = await capture.list();
  expect(listed.map(({ kind }) => kind)).toContain('screen');
  for (const { id } of listed) {
    expect(await capture.thumbnail(id)).toMatch(/^data:image\/jpeg;base64,\/9j\//);
  }
  expect(await capture.thumbnail('window:0x1')).toBe(null);
}, 60_000);

it('another quality goes on in the same stream, without an end', async () => {
  await start();
  capture.watch(true);
  await until(() => told.length > 0);
  const packets = told.at(-1)?.packets ?? 0;
  capture.change({ ...QUALITY, width: 640, height: 360 });
  await until(() => told.at(-1)?.sent.width === 640 && (told.at(-1)?.packets ?? 0) > packets + 30);
  expect(told.at(-1)?.restarts).toBe(0);
  expect(ended).toEqual([]);
}, 60_000);

it('a display that goes ends it, and that is told once', async () => {
  await start();
  display.close();
  await until(() => ended.length > 0);
  expect(ended).toEqual(['source_gone']);
}, 60_000);

it('says what is in the way: no ffmpeg, one that is too old, no display, nothing to see', async () => {
  const faultOf = async (shared: ScreenCapture): Promise<unknown> => (await shared.abilities(false)).fault;
  expect(await faultOf(open('/no/such/ffmpeg'))).toBe('ffmpeg_missing');
  expect(await faultOf(open(await ffmpegSaying('4.4.2')))).toBe('ffmpeg_old');
  expect(await faultOf(open(await ffmpegSaying('7.1')))).toBe('encoder_missing'); // it encodes nothing
  const blind = new ScreenCapture(
    { platform: 'linux', ffmpeg: 'ffmpeg', display: undefined, soundServer: undefined },
    { status: () => undefined, ended: () => undefined },
  );
  expect(await faultOf(blind)).toBe('display_missing');
  await expect(blind.list()).rejects.toMatchObject({ code: 'display_missing' });
  const ingest = await anna.ask('openIngest', { preferredCodecs: ['H264'] });
  const gone = capture.start({ sourceId: 'window:0x1', quality: QUALITY, ingest, host: '127.0.0.1' });
  await expect(gone).rejects.toEqual(expect.any(AppError));
  await expect(gone).rejects.toMatchObject({ code: 'source_gone' });
}, 60_000);

it('lists what Windows and macOS have, each measured by ffmpeg, without what shows nothing', async () => {
  // A stand-in for what an ffmpeg of theirs says of its inputs, in front of the real one: the parts of it we parse.
  const path = join(party.dataDir, 'ffmpeg-elsewhere');
  const answers = [
    `*-list_devices*) echo "[AVFoundation indev @ 0x7f] [1] Capture screen 0" >&2; exit 1;;`,
    `*title=Hidden*) echo "Can't find window 'Hidden', aborting." >&2; exit 1;;`,
    `*gdigrab*|*ddagrab*|*avfoundation*) exec ffmpeg -hide_banner -f x11grab -video_size 600x300 -i ${display.name};;`,
  ];
  await writeFile(path, `#!/bin/sh\ncase "$*" in\n${answers.join('\n')}\nesac\nexec ffmpeg "$@"\n`);
  await chmod(path, 0o700);
  const on = (platform: NodeJS.Platform): ScreenCapture =>
    new ScreenCapture(
      { platform, ffmpeg: path, display: undefined, soundServer: undefined },
      { status: () => undefined, ended: () => undefined },
      () =>
        Promise.resolve([
          { id: 'screen:0:0', name: 'Entire screen' },
          { id: 'window:7:0', name: 'Hidden' },
          { id: 'window:9:0', name: 'Paint' },
        ]),
    );
  const size = { width: 600, height: 300 };
  expect(await on('win32').list()).toEqual([
    { id: 'screen:0:0', kind: 'screen', title: 'Entire screen', ...size },
    { id: 'window:9:0', kind: 'window', title: 'Paint', ...size },
  ]);
  expect(await on('darwin').list()).toEqual([{ id: 'screen:0', kind: 'screen', title: 'Capture screen 0', ...size }]);
  expect((await on('win32').abilities(false)).fault).toBe(null); // a display is of X11 alone
}, 90_000);

it('an older start gives way to a stop', async () => {
  const [screen] = await capture.list();
  const ingest = await anna.ask('openIngest', { preferredCodecs: ['H264'] });
  const starting = capture.start({ sourceId: screen?.id ?? '', quality: QUALITY, ingest, host: '127.0.0.1' });
  capture.stop(); // at once: how long a start takes is the machine's
  await expect(starting).rejects.toMatchObject({ code: 'cancelled' });
  expect(ended).toEqual([]);
}, 60_000);
