/** ffmpeg's arguments, per platform and encoder: pure, so that each can be read and tested anywhere. */
import type { Encoder } from '../common/capture.ts';

/** What is captured, in the terms of its grabber. */
export type CaptureTarget =
  | { readonly kind: 'x11'; readonly display: string; readonly window?: string; readonly area?: Area }
  | { readonly kind: 'windows-screen'; readonly index: number }
  | { readonly kind: 'windows-window'; readonly title: string }
  | { readonly kind: 'mac-screen'; readonly index: number };

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface CapturePlan {
  readonly target: CaptureTarget;
  readonly encoder: Encoder;
  /** Of the picture that is sent; even numbers. */
  readonly width: number;
  readonly height: number;
  readonly rate: number;
  readonly bitrateBps: number;
}

/** ffmpeg cannot be asked for a key frame: this is how long a late viewer waits for one at most. */
const KEY_FRAME_EVERY_S = 0.8;
/** How much of a second's bits one burst may take. */
const BUFFER_S = 0.5;

const grab = (target: CaptureTarget, rate: number): string[] => {
  const pace = ['-framerate', String(rate)];
  switch (target.kind) {
    case 'x11': {
      const { display, window, area } = target;
      const what = window === undefined ? [] : ['-window_id', window];
      const size = area === undefined ? [] : ['-video_size', `${String(area.width)}x${String(area.height)}`];
      const at = area === undefined ? '' : `+${String(area.x)},${String(area.y)}`;
      return ['-f', 'x11grab', '-draw_mouse', '1', ...pace, ...what, ...size, '-i', `${display}${at}`];
    }
    case 'windows-screen':
      return ['-f', 'lavfi', '-i', `ddagrab=output_idx=${String(target.index)}:framerate=${String(rate)}`];
    case 'windows-window':
      return ['-f', 'gdigrab', '-draw_mouse', '1', ...pace, '-i', `title=${target.title}`];
    case 'mac-screen':
      return [
        '-f',
        'avfoundation',
        '-capture_cursor',
        '1',
        ...pace,
        '-i',
        `Capture screen ${String(target.index)}:none`,
      ];
  }
};

const isWindow = (target: CaptureTarget): boolean =>
  target.kind === 'windows-window' || (target.kind === 'x11' && target.window !== undefined);

/** Whether the source has the size that is sent, and keeps it. */
const isSent = (target: CaptureTarget, width: number, height: number): boolean =>
  target.kind === 'x11' && target.window === undefined && target.area?.width === width && target.area.height === height;

/** Frames of ddagrab are on the graphics card, where the software encoders and the scaler are not. */
const download = (target: CaptureTarget): string => (target.kind === 'windows-screen' ? 'hwdownload,format=bgra,' : '');

const filters = ({ target, encoder, width, height }: CapturePlan): string => {
  const format =
    encoder === 'h264_vaapi' ? 'format=nv12,hwupload' : encoder === 'h264_qsv' ? 'format=nv12' : 'format=yuv420p';
  if (isSent(target, width, height) && format === 'format=yuv420p') {
    // libswscale has a way of its own from BGR24 to planes, which takes half as long as from BGR0 (measured with 5.1).
    return `format=bgr24,${format}`;
  }
  const whole = `${String(width)}:${String(height)}`;
  const scale = `scale=${whole}:flags=bilinear`;
  // Screens keep their size; a window may have got another one since its size was asked.
  const size = isWindow(target)
    ? `${scale}:force_original_aspect_ratio=decrease:force_divisible_by=2,pad=${whole}:(ow-iw)/2:(oh-ih)/2`
    : scale;
  return `${download(target)}${size},${format}`;
};

/** No B-frames, no lookahead: nothing waits for a later frame. */
const LOW_LATENCY: Readonly<Record<Encoder, readonly string[]>> = {
  h264_nvenc: ['-preset', 'p3', '-tune', 'ull', '-rc', 'cbr', '-zerolatency', '1', '-delay', '0', '-forced-idr', '1'],
  h264_qsv: ['-preset', 'veryfast', '-async_depth', '1', '-look_ahead', '0', '-forced_idr', '1'],
  h264_amf: ['-usage', 'ultralowlatency', '-quality', 'speed', '-rc', 'cbr'],
  h264_videotoolbox: ['-realtime', '1', '-allow_sw', '0'],
  h264_vaapi: ['-rc_mode', 'CBR', '-async_depth', '1'],
  libx264: ['-preset', 'ultrafast', '-tune', 'zerolatency', '-sc_threshold', '0'],
  libopenh264: ['-allow_skip_frames', '1'],
};
const BASELINE: Readonly<Record<Encoder, string>> = {
  h264_nvenc: 'baseline',
  h264_qsv: 'baseline',
  h264_amf: 'constrained_baseline',
  h264_videotoolbox: 'baseline',
  h264_vaapi: 'constrained_baseline',
  libx264: 'baseline',
  libopenh264: 'constrained_baseline',
};

const encode = ({ encoder, rate, bitrateBps }: CapturePlan): string[] => {
  const rates = ['-b:v', String(bitrateBps), '-maxrate', String(bitrateBps)];
  const buffer = ['-bufsize', String(Math.round(bitrateBps * BUFFER_S))];
  const keys = ['-g', String(Math.round(rate * KEY_FRAME_EVERY_S)), '-bf', '0'];
  return ['-c:v', encoder, ...LOW_LATENCY[encoder], '-profile:v', BASELINE[encoder], ...rates, ...buffer, ...keys];
};

const DEVICE: Partial<Record<Encoder, readonly string[]>> = {
  h264_vaapi: ['-vaapi_device', '/dev/dri/renderD128'],
};

/** H.264 as FLV to the standard output, progress to file descriptor 3, faults to the standard error. */
export const captureArgs = (plan: CapturePlan): string[] => [
  ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-progress', 'pipe:3', '-stats_period', '0.5'],
  ...(DEVICE[plan.encoder] ?? []),
  ...['-fflags', 'nobuffer', '-thread_queue_size', '4'],
  ...grab(plan.target, plan.rate),
  ...['-an', '-vf', filters(plan), '-fps_mode', 'passthrough'],
  ...encode(plan),
  ...['-flush_packets', '1', '-f', 'flv', '-flvflags', 'no_duration_filesize', 'pipe:1'],
];

/** At a low rate ffmpeg would look at the source for seconds before it begins. */
const THUMBNAIL = { width: 320, height: 180, rate: 30 } as const;

/** One small picture of a source as JPEG to the standard output. */
export const thumbnailArgs = (target: CaptureTarget): string[] => {
  const box = `${String(THUMBNAIL.width)}:${String(THUMBNAIL.height)}`;
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error'],
    ...grab(target, THUMBNAIL.rate),
    ...['-frames:v', '1', '-vf', `${download(target)}scale=${box}:force_original_aspect_ratio=decrease:flags=area`],
    ...['-c:v', 'mjpeg', '-q:v', '5', '-f', 'mjpeg', 'pipe:1'],
  ];
};

/** Has ffmpeg open a source, tell of it on the standard error, and end. */
export const sizeArgs = (target: CaptureTarget): string[] => [
  ...['-nostdin', '-hide_banner', '-loglevel', 'info'],
  ...grab(target, THUMBNAIL.rate),
];

/** Has ffmpeg name the screens of macOS, on the standard error. */
export const deviceListArgs: readonly string[] = [
  ...['-nostdin', '-hide_banner', '-loglevel', 'info'],
  ...['-f', 'avfoundation', '-list_devices', 'true', '-i', ''],
];

/** One frame of nothing through this encoder: whoever cannot do that cannot do more. */
export const trialArgs = (encoder: Encoder): string[] => {
  const plan: CapturePlan = {
    target: { kind: 'x11', display: '' },
    ...{ encoder, width: 320, height: 240, rate: 30, bitrateBps: 500_000 },
  };
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error'],
    ...(DEVICE[encoder] ?? []),
    ...['-f', 'lavfi', '-i', 'color=size=320x240:rate=30', '-vf', filters(plan)],
    ...encode(plan),
    ...['-frames:v', '1', '-f', 'null', '-'],
  ];
};
