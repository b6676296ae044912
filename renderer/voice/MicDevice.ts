import { AppError, type ErrorCode } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { MicSettings } from './musicMode.ts';

interface MicDeviceEvents {
  /** Unplugged, or taken away by the browser. */
  lost: object;
}

/** How a microphone stands; `muted` by the system or a switch of its own, while its track is live. */
export type DeviceState =
  | { readonly kind: 'live' | 'muted' | 'ended' | 'opening' }
  /** None is open, because of `fault` where there was one. */
  | { readonly kind: 'closed'; readonly fault: ErrorCode | undefined };

/** The microphone as the system gives it: one open device. Closing gives it back. */
export class MicDevice implements Closable {
  readonly events = new Emitter<MicDeviceEvents>();
  readonly track: MediaStreamTrack;
  readonly #lifetime = new Lifetime();

  private constructor(track: MediaStreamTrack) {
    this.track = track;
    track.onended = () => {
      this.events.emit('lost', {});
    };
    this.#lifetime.add(() => {
      this.events.clear();
      track.onended = null;
      track.stop();
    });
  }

  /**
   * @param signal ends the wait; a device that opens later is closed at once
   * @throws AppError `microphone_denied`, `microphone_missing`, `microphone_busy`, `insecure_context`, `cancelled`
   */
  static async open(settings: MicSettings, signal: AbortSignal): Promise<MicDevice> {
    const device = new MicDevice(await openTrack(settings));
    if (signal.aborted) {
      device.close();
      throw new AppError('cancelled', 'the microphone is no longer wanted');
    }
    return device;
  }

  get state(): DeviceState {
    if (this.track.readyState === 'ended') {
      return { kind: 'ended' };
    }
    return { kind: this.track.muted ? 'muted' : 'live' };
  }

  close(): void {
    this.#lifetime.end();
  }
}

async function openTrack(settings: MicSettings): Promise<MediaStreamTrack> {
  if (!window.isSecureContext) {
    throw new AppError('insecure_context', 'microphones need a secure page');
  }
  const audio: MediaTrackConstraints = {
    channelCount: settings.music ? 2 : 1,
    echoCancellation: settings.echoCancellation,
    noiseSuppression: settings.noiseSuppression === 'standard',
    autoGainControl: settings.autoGain,
    ...(settings.inputDeviceId === undefined ? {} : { deviceId: { exact: settings.inputDeviceId } }),
  };
  try {
    const media = await navigator.mediaDevices.getUserMedia({ audio });
    const [track] = media.getAudioTracks();
    if (track === undefined) {
      throw new AppError('microphone_missing', 'getUserMedia answered no audio track');
    }
    return track;
  } catch (cause) {
    if (cause instanceof AppError) {
      throw cause;
    }
    throw new AppError(microphoneCode(cause), 'the microphone could not be opened', { cause });
  }
}

/** DOMException names of https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia */
function microphoneCode(fault: unknown): ErrorCode {
  switch (fault instanceof DOMException ? fault.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'microphone_denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'microphone_missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'microphone_busy';
    default:
      return 'media_unsupported';
  }
}
