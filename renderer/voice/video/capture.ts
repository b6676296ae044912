/** What the browser gives of cameras and screens, with its refusals sorted out. */
import { AppError, type ErrorCode } from '../../../common/errors.ts';
import { CAMERA } from './encodings.ts';
import type { CanEncode, SourceSize } from './shareQuality.ts';
import { SHARE_RATES, type ShareQuality } from './VideoState.ts';

/** @throws AppError `camera_denied`, `camera_missing`, `camera_busy`, `insecure_context`, `media_unsupported` */
export async function openCamera(deviceId: string | undefined): Promise<MediaStreamTrack> {
  if (!window.isSecureContext) {
    throw new AppError('insecure_context', 'cameras need a secure page');
  }
  const video: MediaTrackConstraints = {
    width: { ideal: CAMERA.width },
    height: { ideal: CAMERA.height },
    frameRate: { ideal: CAMERA.fps, max: CAMERA.fps },
    ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
  };
  try {
    const media = await navigator.mediaDevices.getUserMedia({ video });
    return required(media.getVideoTracks()[0], 'camera_missing');
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError(cameraCode(cause), 'no camera opened', { cause });
  }
}

export interface Captured {
  readonly video: MediaStreamTrack;
  /** undefined: the browser, or what was picked, gives none */
  readonly audio: MediaStreamTrack | undefined;
}

/**
 * Asks what to share; has to be called by something the person did.
 * @throws AppError `cancelled` when the person picked nothing, `share_denied`, `share_failed`, `insecure_context`,
 *   `media_unsupported`
 */
export async function captureScreen(sound: boolean): Promise<Captured> {
  if (!window.isSecureContext) {
    throw new AppError('insecure_context', 'sharing needs a secure page');
  }
  if (!('getDisplayMedia' in navigator.mediaDevices)) {
    throw new AppError('share_unsupported', 'this browser shares no screens');
  }
  try {
    const media = await navigator.mediaDevices.getDisplayMedia({
      // Whole: what it is sent in is chosen when it is known what it is.
      video: { frameRate: { ideal: Math.max(...SHARE_RATES) } },
      // The call itself is not to come back to those who speak in it.
      audio: sound && { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
    return { video: required(media.getVideoTracks()[0], 'share_failed'), audio: media.getAudioTracks()[0] };
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError(shareCode(cause), 'no screen was shared', { cause });
  }
}

/** The source behind a captured track, before anything is scaled. */
export function sourceOf(track: MediaStreamTrack): SourceSize {
  const { width, height, frameRate } = track.getSettings();
  const most = track.getCapabilities();
  return {
    width: most.width?.max ?? width ?? CAMERA.width,
    height: most.height?.max ?? height ?? CAMERA.height,
    fps: most.frameRate?.max ?? frameRate ?? CAMERA.fps,
  };
}

/** Applies to a track that runs. @throws AppError `share_failed` when the source refuses */
export async function scaleTo(track: MediaStreamTrack, { height, fps }: ShareQuality): Promise<void> {
  try {
    await track.applyConstraints({ height: { max: height }, frameRate: { max: fps } });
  } catch (cause) {
    throw new AppError('share_failed', 'the quality was refused', { cause });
  }
}

/** What an encoder without hardware keeps up with beside a call: 1080p at 30, or at 60 on more cores than four. */
const SOFTWARE = { pixels: 1_920 * 1_080, fps: 30, fpsOnMany: 60, many: 4 } as const;
/** Bits of one pixel of one picture, as browsers are asked about. */
const ASKED_BITS_PER_PIXEL = 0.06;

/** Pixels a second. */
const softwarePixels = (): number =>
  SOFTWARE.pixels * (navigator.hardwareConcurrency > SOFTWARE.many ? SOFTWARE.fpsOnMany : SOFTWARE.fps);

/** By https://w3c.github.io/media-capabilities/; a browser that cannot tell is believed to manage. */
export const canEncode: CanEncode = async ({ width, height, fps }) => {
  try {
    const { supported, smooth, powerEfficient } = await navigator.mediaCapabilities.encodingInfo({
      type: 'webrtc',
      video: {
        contentType: 'video/VP8',
        width,
        height,
        framerate: fps,
        bitrate: width * height * fps * ASKED_BITS_PER_PIXEL,
      },
    });
    // Chromium takes its software encoder for smooth whatever the size: that is judged here.
    return supported && smooth && (powerEfficient || width * height * fps <= softwarePixels());
  } catch {
    return true;
  }
};

function required(track: MediaStreamTrack | undefined, code: ErrorCode): MediaStreamTrack {
  if (track === undefined) {
    throw new AppError(code, 'the browser gave no video track');
  }
  return track;
}

const nameOf = (fault: unknown): string => (fault instanceof DOMException ? fault.name : '');

/** DOMException names of https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia */
function cameraCode(fault: unknown): ErrorCode {
  switch (nameOf(fault)) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'camera_denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'camera_missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'camera_busy';
    default:
      return 'media_unsupported';
  }
}

/**
 * https://w3c.github.io/mediacapture-screen-share/#dom-mediadevices-getdisplaymedia: picking nothing and being refused are
 * one name; where the system, and not the person, refused, Chromium says so in its message.
 */
function shareCode(fault: unknown): ErrorCode {
  const bySystem = fault instanceof DOMException && /system|policy/i.test(fault.message);
  switch (nameOf(fault)) {
    case 'NotAllowedError':
      return bySystem ? 'share_denied' : 'cancelled';
    case 'SecurityError':
      return 'share_denied';
    case 'NotSupportedError':
      return 'share_unsupported';
    default:
      return 'share_failed';
  }
}
