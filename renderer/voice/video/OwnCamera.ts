import { AppError } from '../../../common/errors.ts';
import { Emitter } from '../../../common/emitter.ts';
import type { Closable } from '../../../common/lifetime.ts';
import { openCamera } from './capture.ts';
import { CAMERA_ENCODING } from './encodings.ts';
import type { VideoSend } from './VideoSend.ts';
import type { CameraState } from './VideoState.ts';

interface OwnCameraEvents {
  stateChanged: { state: CameraState };
  troubled: { error: AppError };
}

/** This person's camera. It outlives sessions: after a rejoin it is seen again by itself. Owns the device's track. */
export class OwnCamera implements Closable {
  readonly events = new Emitter<OwnCameraEvents>();
  #deviceId: string | undefined;
  #state: CameraState = { kind: 'off' };
  #send: VideoSend | undefined;
  #track: MediaStreamTrack | undefined;
  /** The wait for the device, while there is one. */
  #opening: AbortController | undefined;

  constructor(deviceId: string | undefined) {
    this.#deviceId = deviceId;
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
    if (deviceId !== this.#deviceId) {
      this.#deviceId = deviceId;
      if (this.#state.kind !== 'off') {
        void this.#open();
      }
    }
  }

  /** The session to send by, or none. */
  attach(send: VideoSend | undefined): void {
    this.#send = send;
    this.#produce();
  }

  close(): void {
    this.events.clear();
    this.stop();
  }

  async #open(): Promise<void> {
    this.#opening?.abort();
    const opening = new AbortController();
    this.#opening = opening;
    try {
      // Many devices open once only: the one before goes first.
      this.#giveBack();
      const track = await openCamera(this.#deviceId);
      if (opening.signal.aborted) {
        track.stop();
        return;
      }
      this.#opening = undefined;
      this.#take(track);
    } catch (thrown) {
      if (!opening.signal.aborted) {
        this.#fail(AppError.from(thrown));
      }
    }
  }

  #take(track: MediaStreamTrack): void {
    this.#track = track;
    track.onended = () => {
      this.#fail(new AppError('camera_missing', 'the camera was unplugged'));
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
