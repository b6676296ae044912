import { describe, expect, it } from 'vitest';
import type { Encoder } from '../../../common/capture.ts';
import {
  captureArgs,
  sizeArgs,
  thumbnailArgs,
  trialArgs,
  type CaptureTarget,
} from '../../../native-capture/ffmpegArgs.ts';

const SIZE = { width: 1_280, height: 720, rate: 30, bitrateBps: 3_000_000 };
const SCREEN: CaptureTarget = { kind: 'x11', display: ':1' };

const lineOf = (encoder: Encoder, target: CaptureTarget = SCREEN): string =>
  captureArgs({ ...SIZE, encoder, target }).join(' ');

describe('arguments of each encoder', () => {
  it.each([
    ['h264_nvenc', '-c:v h264_nvenc -preset p3 -tune ull -rc cbr -zerolatency 1 -delay 0 -forced-idr 1', 'yuv420p'],
    ['h264_qsv', '-c:v h264_qsv -preset veryfast -async_depth 1 -look_ahead 0 -forced_idr 1', 'nv12'],
    ['h264_amf', '-c:v h264_amf -usage ultralowlatency -quality speed -rc cbr', 'yuv420p'],
    ['h264_videotoolbox', '-c:v h264_videotoolbox -realtime 1 -allow_sw 0', 'yuv420p'],
    ['h264_vaapi', '-c:v h264_vaapi -rc_mode CBR -async_depth 1', 'nv12,hwupload'],
    ['libx264', '-c:v libx264 -preset ultrafast -tune zerolatency -sc_threshold 0', 'yuv420p'],
    ['libopenh264', '-c:v libopenh264 -allow_skip_frames 1', 'yuv420p'],
  ] as const)('%s is asked for low latency, and for a key frame every 0.8 s', (encoder, words, format) => {
    const line = lineOf(encoder);
    expect(line).toContain(words);
    expect(line).toContain(`-vf scale=1280:720:flags=bilinear,format=${format} `);
    expect(line).toMatch(
      /-profile:v (constrained_)?baseline -b:v 3000000 -maxrate 3000000 -bufsize 1500000 -g 24 -bf 0/,
    );
    expect(line).toMatch(/-f flv .*pipe:1$/);
    expect(line.includes('-vaapi_device')).toBe(encoder === 'h264_vaapi');
    expect(trialArgs(encoder).join(' ')).toContain(words);
    expect(trialArgs(encoder)).toContain('-frames:v');
  });
});

describe('arguments of each grabber', () => {
  it.each([
    [SCREEN, '-f x11grab -draw_mouse 1 -framerate 30 -i :1'],
    [
      { kind: 'x11', display: ':1', area: { x: 10, y: 20, width: 640, height: 480 } },
      '-f x11grab -draw_mouse 1 -framerate 30 -video_size 640x480 -i :1+10,20',
    ],
    [{ kind: 'x11', display: ':1', window: '0x60' }, '-f x11grab -draw_mouse 1 -framerate 30 -window_id 0x60 -i :1'],
    [{ kind: 'windows-screen', index: 1 }, '-f lavfi -i ddagrab=output_idx=1:framerate=30'],
    [{ kind: 'windows-window', title: 'Paint' }, '-f gdigrab -draw_mouse 1 -framerate 30 -i title=Paint'],
    [{ kind: 'mac-screen', index: 0 }, '-f avfoundation -capture_cursor 1 -framerate 30 -i Capture screen 0:none'],
  ] as const)('%j', (target, words) => {
    expect(lineOf('libx264', target)).toContain(words);
  });

  it('does not scale a screen that is sent as it is, but has its colours converted the quick way', () => {
    const whole = { kind: 'x11', display: ':1', area: { x: 0, y: 0, width: 1_280, height: 720 } } as const;
    expect(lineOf('libx264', whole)).toContain('-vf format=bgr24,format=yuv420p ');
    expect(lineOf('h264_qsv', whole)).toContain('-vf scale=1280:720:flags=bilinear,format=nv12 ');
    expect(lineOf('libx264', { ...whole, area: { ...whole.area, height: 800 } })).toContain('-vf scale=1280:720');
    expect(lineOf('libx264', { ...whole, window: '0x60' })).toContain('-vf scale=1280:720');
  });

  it('brings frames of the graphics card back where the scaler is', () => {
    const target: CaptureTarget = { kind: 'windows-screen', index: 0 };
    expect(lineOf('libx264', target)).toContain('hwdownload,format=bgra,scale=');
    expect(thumbnailArgs(target).join(' ')).toContain('-vf hwdownload,format=bgra,scale=320:180');
  });

  it('opens a source to measure it, and does nothing with it', () => {
    expect(sizeArgs({ kind: 'windows-window', title: 'A = "B"' })).toEqual([
      ...['-nostdin', '-hide_banner', '-loglevel', 'info'],
      ...['-f', 'gdigrab', '-draw_mouse', '1', '-framerate', '30', '-i', 'title=A = "B"'],
    ]);
  });
});
