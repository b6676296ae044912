import { execFile } from 'node:child_process';
import { thumbnailArgs, type CaptureTarget } from './ffmpegArgs.ts';

const TIMEOUT_MS = 3_000;
const MAX_BYTES = 256 * 1_024;

/** What a source shows now, as a `data:` address; null when it shows nothing. */
export const takeThumbnail = async (ffmpeg: string, target: CaptureTarget): Promise<string | null> =>
  new Promise((resolve) => {
    execFile(
      ffmpeg,
      thumbnailArgs(target),
      { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', encoding: 'buffer', maxBuffer: MAX_BYTES },
      (fault, picture) => {
        // A window that is minimised, or went while it was looked at, shows nothing.
        resolve(fault === null && picture.length > 0 ? `data:image/jpeg;base64,${picture.toString('base64')}` : null);
      },
    );
  });
