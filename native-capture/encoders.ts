import { execFile } from 'node:child_process';
import type { CaptureAbilities, CaptureEnd, Encoder, EncoderTrial } from '../common/capture.ts';
import { trialArgs } from './ffmpegArgs.ts';

/** Best first: the graphics card's, then the processor's. */
const ORDER: Readonly<Record<string, readonly Encoder[]>> = {
  linux: ['h264_nvenc', 'h264_vaapi', 'libx264', 'libopenh264'],
  win32: ['h264_nvenc', 'h264_qsv', 'h264_amf', 'libx264', 'libopenh264'],
  darwin: ['h264_videotoolbox', 'libx264', 'libopenh264'],
};
const ON_PROCESSOR: ReadonlySet<Encoder> = new Set(['libx264', 'libopenh264']);

const TRIAL_TIMEOUT_MS = 5_000;
/** The first with `-fps_mode`: https://ffmpeg.org/ffmpeg.html#Main-options */
const OLDEST = { major: 5, minor: 1 } as const;

/** What one core encodes of a moving screen beside a call, and what graphics cards of the last years do: 4K at 60. */
const PIXELS_PER_CORE = 1_920 * 1_080 * 15;
const PIXELS_OF_CARD = 3_840 * 2_160 * 60;

interface Said {
  readonly fault: Error | null;
  readonly out: string;
  readonly error: string;
}

const ask = async (ffmpeg: string, args: readonly string[]): Promise<Said> =>
  new Promise((resolve) => {
    execFile(ffmpeg, args, { timeout: TRIAL_TIMEOUT_MS, killSignal: 'SIGKILL' }, (fault, out, error) => {
      resolve({ fault, out, error });
    });
  });

const tryEncoder = async (ffmpeg: string, encoder: Encoder): Promise<EncoderTrial> => {
  const { fault, error } = await ask(ffmpeg, trialArgs(encoder));
  const [line = ''] = error.split('\n');
  return { encoder, fault: fault === null ? null : (line === '' ? fault.message : line).slice(0, 2_000) };
};

/** Which encoders really work here, found by encoding one frame with each, in the order to use them. */
export const tryEncoders = async (ffmpeg: string, platform: string): Promise<EncoderTrial[]> => {
  const trials: EncoderTrial[] = [];
  for (const encoder of ORDER[platform] ?? []) {
    trials.push(await tryEncoder(ffmpeg, encoder));
  }
  return trials;
};

/** Whether this ffmpeg can be used at all. Builds from its repository carry no number and are new enough. */
export const faultOfVersion = (said: string): CaptureEnd | null => {
  const [, major, minor] = /^ffmpeg version n?(\d+)\.(\d+)/m.exec(said) ?? [];
  if (major === undefined) {
    return said.startsWith('ffmpeg version') ? null : 'ffmpeg_missing';
  }
  const newer = Number(major) - OLDEST.major || Number(minor) - OLDEST.minor;
  return newer < 0 ? 'ffmpeg_old' : null;
};

/** @param cores of the processor */
export const findAbilities = async (
  ffmpeg: string,
  platform: string,
  cores: number,
): Promise<Omit<CaptureAbilities, 'sound'>> => {
  const version = await ask(ffmpeg, ['-hide_banner', '-version']);
  const fault = version.fault === null ? faultOfVersion(version.out) : 'ffmpeg_missing';
  const trials = fault === null ? await tryEncoders(ffmpeg, platform) : [];
  const best = trials.find((trial) => trial.fault === null)?.encoder;
  const ready = best !== undefined;
  const pixels = best === undefined ? 0 : ON_PROCESSOR.has(best) ? PIXELS_PER_CORE * cores : PIXELS_OF_CARD;
  return {
    fault: fault ?? (ready ? null : 'encoder_missing'),
    codecs: [{ codec: 'H264', ready, trials }],
    pixelsPerSecond: pixels,
  };
};
