import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The programs that are packed with the app. */
export interface Programs {
  /** mediasoup's worker for the platform that is packed for. */
  readonly worker: string;
  /** An ffmpeg that runs without libraries of its own beside it, and its licence; the system's is used without. */
  readonly ffmpeg: { readonly program: string; readonly licence: string } | undefined;
}

const MEDIASOUP_LICENCE = 'mediasoup-worker.LICENSE.txt';
const FFMPEG_LICENCE = 'ffmpeg.LICENSE.txt';

/** Lays the programs out as electron-builder.yml takes them up. */
export function stagePrograms(folder: string, { worker, ffmpeg }: Programs, mediasoupDir: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const suffix = process.platform === 'win32' ? '.exe' : '';
  copyProgram(worker, join(folder, `mediasoup-worker${suffix}`));
  copyFileSync(join(mediasoupDir, 'LICENSE'), join(folder, MEDIASOUP_LICENCE));
  if (ffmpeg !== undefined) {
    copyProgram(ffmpeg.program, join(folder, `ffmpeg${suffix}`));
    copyFileSync(ffmpeg.licence, join(folder, FFMPEG_LICENCE));
  }
}

function copyProgram(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}
