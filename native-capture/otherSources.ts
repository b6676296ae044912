/** What can be captured on Windows and macOS: named by Electron or by ffmpeg, measured by ffmpeg. */
import { execFile } from 'node:child_process';
import type { CaptureSource } from '../common/capture.ts';
import { deviceListArgs, sizeArgs, type CaptureTarget } from './ffmpegArgs.ts';
import type { TargetedSource } from './sources.ts';

/** As Electron's `desktopCapturer` lists it: `screen:0:0` or `window:1234:0`, and the name that the system shows. */
export interface SeenSource {
  readonly id: string;
  readonly name: string;
}

type Named = Pick<TargetedSource, 'id' | 'kind' | 'title' | 'target'>;

const TIMEOUT_MS = 4_000;
const MAX_SOURCES = 48;
const AT_ONCE = 4;

/** What ffmpeg tells of its inputs, on its standard error; it has nothing to do with them, and ends with a fault. */
const told = async (ffmpeg: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile(ffmpeg, args, { timeout: TIMEOUT_MS, killSignal: 'SIGKILL' }, (_fault, _out, error) => {
      resolve(error);
    });
  });

/** Of the first picture stream: `Stream #0:0: Video: bmp, bgra, 1264x761, 30 fps`. */
export const parseSize = (text: string): Pick<CaptureSource, 'width' | 'height'> | undefined => {
  const [, width, height] = /^\s*Stream #0:0.*: Video: .*?, (\d+)x(\d+)/m.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height) };
  return size.width > 0 && size.height > 0 ? size : undefined;
};

/** Screens by their number, which is that of DXGI's outputs, and the first window of each title: gdigrab knows no other. */
export const windowsTargets = (seen: readonly SeenSource[]): Named[] => {
  const named = seen.flatMap(({ id, name }): Named[] => {
    const [, kind, number] = /^(screen|window):(\d+):/.exec(id) ?? [];
    if (kind === 'screen') {
      return [{ id, kind, title: name, target: { kind: 'windows-screen', index: Number(number) } }];
    }
    return kind === 'window' && name !== ''
      ? [{ id, kind, title: name, target: { kind: 'windows-window', title: name } }]
      : [];
  });
  return named.filter(
    ({ kind, title }, place) =>
      kind === 'screen' || named.findIndex((other) => other.kind === kind && other.title === title) === place,
  );
};

/** `[AVFoundation indev @ 0x7f8] [1] Capture screen 0`, among cameras and microphones. */
export const macTargets = (text: string): Named[] =>
  [...text.matchAll(/\[\d+\] (Capture screen (\d+))\s*$/gm)].map(([, title = '', index]) => ({
    id: `screen:${index ?? ''}`,
    kind: 'screen',
    title,
    target: { kind: 'mac-screen', index: Number(index) },
  }));

/** Without those that show nothing: a window that is minimised, a screen that another program keeps. */
const measured = async (ffmpeg: string, named: readonly Named[]): Promise<TargetedSource[]> => {
  const sizeOf = async (target: CaptureTarget): ReturnType<typeof told> => told(ffmpeg, sizeArgs(target));
  const found: TargetedSource[] = [];
  for (let place = 0; place < Math.min(named.length, MAX_SOURCES); place += AT_ONCE) {
    const some = named.slice(place, Math.min(place + AT_ONCE, MAX_SOURCES));
    const sizes = await Promise.all(some.map(async ({ target }) => parseSize(await sizeOf(target))));
    found.push(
      ...some.flatMap((one, index) => {
        const size = sizes[index];
        return size === undefined ? [] : [{ ...one, ...size }];
      }),
    );
  }
  return found;
};

export const listWindowsSources = async (ffmpeg: string, seen: readonly SeenSource[]): Promise<TargetedSource[]> =>
  measured(ffmpeg, windowsTargets(seen));

/** Whole screens: avfoundation knows no windows. */
export const listMacSources = async (ffmpeg: string): Promise<TargetedSource[]> =>
  measured(ffmpeg, macTargets(await told(ffmpeg, deviceListArgs)));
