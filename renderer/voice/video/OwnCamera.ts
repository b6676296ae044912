import { AppError } from '../../../common/errors.ts';
import { Emitter } from '../../../common/emitter.ts';
import type { Closable } from '../../../common/lifetime.ts';
import { DeviceFollow, type DeviceNews } from '../devices/DeviceFollow.ts';
import type { Devices } from '../devices/Devices.ts';
import { openCamera } from './capture.ts';
import { CAMERA_ENCODING } from './encodings.ts';
import type { VideoSend } from './VideoSend.ts';
import type { CameraState } from './VideoState.ts';

interface OwnCameraEvents {
  stateChanged: { state: CameraState };
  troubled: { error: AppError };
  /** The one in use is gone, or back. */
  deviceTold: { news: DeviceNews };
}

/** This person's camera. It outlives sessions: after a rejoin it is seen again by itself. Owns the device's track. */
export class OwnCamera implements Closable {
  readonly events = new Emitter<OwnCameraEvents>();
  readonly #devices: Devices;
  readonly #follow: DeviceFollow;
  #state: CameraState = { kind: 'off' };
  #send: VideoSend | undefined;
  #track: MediaStreamTrack | undefined;
  /** The wait for the device, while there is one. */
  #opening: AbortController | undefined;

  /** @param devices borrowed */
  constructor(deviceId: string | undefined, devices: Devices) {
    this.#devices = devices;
    this.#follow = new DeviceFollow(devices, 'camera', deviceId);
    this.#follow.events.on('changed', () => {
      if (this.#state.kind !== 'off') {
        void this.#open();
      }
    });
    this.#follow.events.on('told', (told) => {
      if (this.#state.kind !== 'off') {
        this.events.emit('deviceTold', told);
      }
    });
  }

  get state(): CameraState {
    return this.#state;
  }

  start(): void {
    if (this.#state.kind === 'off') {
      this.#enter({ kind: 'starting' });
      void this.#open();
    }
  }

  stop(): void {
    this.#opening?.abort();
    this.#opening = undefined;
    this.#giveBack();
    if (this.#state.kind !== 'off') {
      this.#enter({ kind: 'off' });
      void this.#send?.stop('camera');
    }
  }

  /** Another device takes over under the same producer, where the camera is on. */
  choose(deviceId: string | undefined): void {
    this.#follow.choose(deviceId);
  }

  /** The session to send by, or none. */
  attach(send: VideoSend | undefined): void {
    this.#send = send;
    this.#produce();
  }

  close(): void {
    this.events.clear();
    this.#follow.close();
    this.stop();
  }

  async #open(): Promise<void> {
    this.#opening?.abort();
    const opening = new AbortController();
    this.#opening = opening;
    try {
      // Many devices open once only: the one before goes first.
      this.#giveBack();
      const track = await openCamera(this.#follow.deviceId);
      if (opening.signal.aborted) {
        track.stop();
        return;
      }
      this.#opening = undefined;
      this.#take(track);
      void this.#devices.refresh(); // whoever may open one is told their names
    } catch (thrown) {
      if (!opening.signal.aborted) {
        this.#miss(AppError.from(thrown));
      }
    }
  }

  /** Another one stands in for the chosen one, if there is any. */
  #miss(error: AppError): void {
    if (error.code === 'camera_missing' && this.#follow.deviceId !== undefined) {
      this.#follow.lost(undefined);
    } else {
      this.#fail(error);
    }
  }

  #take(track: MediaStreamTrack): void {
    this.#track = track;
    track.onended = () => {
      this.#follow.lost(track.label);
    };
    this.#enter({ kind: 'on', media: new MediaStream([track]) });
    this.#produce();
  }

  #produce(): void {
    const track = this.#track;
    if (track !== undefined) {
      this.#send?.send('camera', { track, encoding: CAMERA_ENCODING }).catch((thrown: unknown) => {
        if (this.#track === track) {
          this.#refuse(AppError.from(thrown));
        }
      });
    }
  }

  /** Nobody would see it: it is not on. What only waits for the connection stays. */
  #refuse(error: AppError): void {
    if (error.code !== 'disconnected' && error.code !== 'not_in_voice') {
      this.#fail(error);
    }
  }

  #fail(error: AppError): void {
    this.stop();
    this.events.emit('troubled', { error });
  }

  #giveBack(): void {
    if (this.#track !== undefined) {
      this.#track.onended = null;
      this.#track.stop();
      this.#track = undefined;
    }
  }

  #enter(state: CameraState): void {
    this.#state = state;
    this.events.emit('stateChanged', { state });
  }
}
