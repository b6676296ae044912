import { execFile } from 'node:child_process';
import { trialArgs, type Encoder } from './ffmpegArgs.ts';

/** Best first: the graphics card's, then the processor's. */
const ORDER: Readonly<Record<string, readonly Encoder[]>> = {
  linux: ['h264_nvenc', 'h264_vaapi', 'libx264', 'libopenh264'],
  win32: ['h264_nvenc', 'h264_qsv', 'h264_amf', 'libx264', 'libopenh264'],
  darwin: ['h264_videotoolbox', 'libx264', 'libopenh264'],
};

const TRIAL_TIMEOUT_MS = 5_000;

export interface EncoderTrial {
  readonly encoder: Encoder;
  /** Why it does not work here, in ffmpeg's words; null where it does. */
  readonly fault: string | null;
}

const tryEncoder = async (ffmpeg: string, encoder: Encoder): Promise<EncoderTrial> =>
  new Promise((resolve) => {
    execFile(ffmpeg, trialArgs(encoder), { timeout: TRIAL_TIMEOUT_MS, killSignal: 'SIGKILL' }, (fault, _out, said) => {
      const [line] = said.split('\n');
      resolve({ encoder, fault: fault === null ? null : line === undefined || line === '' ? fault.message : line });
    });
  });

/** Which encoders really work here, found by encoding one frame with each, in the order to use them. */
export const tryEncoders = async (ffmpeg: string, platform: string): Promise<EncoderTrial[]> => {
  const trials: EncoderTrial[] = [];
  for (const encoder of ORDER[platform] ?? []) {
    trials.push(await tryEncoder(ffmpeg, encoder));
  }
  return trials;
};
