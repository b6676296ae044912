import { execFile } from 'node:child_process';
import { thumbnailArgs, type CaptureTarget } from './ffmpegArgs.ts';

const TIMEOUT_MS = 3_000;
const MAX_BYTES = 256 * 1_024;
/** At a time: a list of windows is no reason to make the machine stutter. */
const AT_ONCE = 4;

const thumbnailOf = async (ffmpeg: string, target: CaptureTarget): Promise<string | null> =>
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

/** What each source shows now, in their order; null for those that show nothing. */
export const takeThumbnails = async (ffmpeg: string, targets: readonly CaptureTarget[]): Promise<(string | null)[]> => {
  const pictures: (string | null)[] = [];
  for (let at = 0; at < targets.length; at += AT_ONCE) {
    pictures.push(...(await Promise.all(targets.slice(at, at + AT_ONCE).map((one) => thumbnailOf(ffmpeg, one)))));
  }
  return pictures;
};
