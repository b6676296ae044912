import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

/** The only reader of environment variables in `electron/`. Empty means not set. */
const read = (name: string): string | undefined => {
  const value = process.env[name];
  return value === '' ? undefined : value;
};

/** What native capture works with. */
export interface CaptureTools {
  readonly platform: NodeJS.Platform;
  readonly ffmpeg: string;
  /** The X display to capture; undefined where there is none, or where it would show only a part (Wayland). */
  readonly display: string | undefined;
  /** The PulseAudio (or PipeWire) whose programs are heard, as its tools take it; the system's own otherwise. */
  readonly soundServer: string | undefined;
}

/** @param packed the ffmpeg that came with the app, if one did */
export const readCaptureTools = (packed: string | undefined): CaptureTools => ({
  platform: process.platform,
  ffmpeg: read('YANKCORD_FFMPEG') ?? packed ?? 'ffmpeg',
  display: read('WAYLAND_DISPLAY') === undefined ? read('DISPLAY') : undefined,
  soundServer: read('PULSE_SERVER'),
});

/**
 * The environment of the embedded server: ours, and where the media worker is.
 * @param packed the worker that came with the app; whoever names another one means it
 */
export const serverEnv = (packed: string | undefined): NodeJS.ProcessEnv =>
  packed === undefined ? process.env : { ...process.env, MEDIASOUP_WORKER_BIN: read('MEDIASOUP_WORKER_BIN') ?? packed };

export interface DesktopConfig {
  /** Where programs that start with the session are listed, on Linux: https://specifications.freedesktop.org/autostart-spec */
  readonly autostartDir: string;
  /** The AppImage that we run from; its mount point is another at each start. */
  readonly appImage: string | undefined;
  /** Where commands to the running app arrive. */
  readonly socketPath: string;
  /** Why no program may see the keys of this session. */
  readonly keysObstacle: 'noDisplay' | 'wayland' | undefined;
}

/** In a folder that only this person can open; Windows has pipes, by a name of this person's. */
const socketPath = (): string => {
  if (process.platform === 'win32') {
    return `\\\\.\\pipe\\yankcord-${userInfo().username}`;
  }
  return join(read('XDG_RUNTIME_DIR') ?? join(homedir(), '.yankcord'), 'yankcord', 'control');
};

const keysObstacle = (): DesktopConfig['keysObstacle'] => {
  if (process.platform !== 'linux') {
    return undefined;
  }
  if (read('WAYLAND_DISPLAY') !== undefined) {
    return 'wayland';
  }
  return read('DISPLAY') === undefined ? 'noDisplay' : undefined;
};

export const readConfig = (): DesktopConfig => ({
  autostartDir: join(read('XDG_CONFIG_HOME') ?? join(homedir(), '.config'), 'autostart'),
  appImage: read('APPIMAGE'),
  socketPath: socketPath(),
  keysObstacle: keysObstacle(),
});
