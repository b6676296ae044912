import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CaptureSource } from '../common/capture.ts';
import type { Area, CaptureTarget } from './ffmpegArgs.ts';

const run = promisify(execFile);

export interface TargetedSource extends CaptureSource {
  readonly target: CaptureTarget;
}

const TIMEOUT_MS = 2_000;
const MAX_WINDOWS = 64;
/** Smaller ones are no windows that anyone means to show. */
const MIN_WINDOW_PIXELS = 64;

const ask = async (display: string, program: string, args: readonly string[]): Promise<string> => {
  const { stdout } = await run(program, ['-display', display, ...args], { timeout: TIMEOUT_MS });
  return stdout;
};

/** Monitors as `xrandr --listmonitors` writes them: ` 0: +*eDP-1 1920/344x1080/194+0+0  eDP-1`. */
export const parseMonitors = (text: string): { name: string; area: Area }[] =>
  [...text.matchAll(/^\s*\d+: \S+ (\d+)\/\d+x(\d+)\/\d+\+(\d+)\+(\d+)\s+(\S+)$/gm)].map(
    ([, width, height, x, y, name = '']) => ({
      name,
      area: { x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
    }),
  );

/** Top-level windows as `xwininfo -root -tree` writes them: `0x600003 "Title": ("a" "A")  640x360+0+0  +10+10`. */
export const parseWindows = (text: string): { id: string; title: string; width: number; height: number }[] =>
  [...text.matchAll(/^\s+(0x[0-9a-f]+) "(.*)": \(.*\)\s+(\d+)x(\d+)\+.*$/gm)]
    .map(([, id = '', title = '', width, height]) => ({ id, title, width: Number(width), height: Number(height) }))
    .filter(({ title, width, height }) => title !== '' && Math.min(width, height) >= MIN_WINDOW_PIXELS)
    .slice(0, MAX_WINDOWS);

/** The screens and windows of an X11 display. @throws Error when there is no display, or not the programs that ask it */
export const listX11Sources = async (display: string): Promise<TargetedSource[]> => {
  const [monitors, tree] = await Promise.all([
    ask(display, 'xrandr', ['--listmonitors']),
    ask(display, 'xwininfo', ['-root', '-tree']),
  ]);
  const screens = parseMonitors(monitors).map(({ name, area }): TargetedSource => {
    const { width, height } = area;
    return { id: `screen:${name}`, kind: 'screen', title: name, width, height, target: { kind: 'x11', display, area } };
  });
  const windows = parseWindows(tree).map(({ id, ...window }): TargetedSource => ({
    id: `window:${id}`,
    kind: 'window',
    ...window,
    target: { kind: 'x11', display, window: id },
  }));
  return [...screens, ...windows];
};
