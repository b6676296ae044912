/** The one reader of the app's environment. */

/** What native capture works with. */
export interface CaptureTools {
  readonly platform: NodeJS.Platform;
  readonly ffmpeg: string;
  /** The X display to capture; undefined where there is none, or where it would show only a part (Wayland). */
  readonly display: string | undefined;
  /** The PulseAudio (or PipeWire) whose programs are heard, as its tools take it; the system's own otherwise. */
  readonly soundServer: string | undefined;
}

const given = (name: string): string | undefined => {
  const value = process.env[name];
  return value === undefined || value === '' ? undefined : value;
};

export const readCaptureTools = (): CaptureTools => ({
  platform: process.platform,
  ffmpeg: given('YANKCORD_FFMPEG') ?? 'ffmpeg',
  display: given('WAYLAND_DISPLAY') === undefined ? given('DISPLAY') : undefined,
  soundServer: given('PULSE_SERVER'),
});
