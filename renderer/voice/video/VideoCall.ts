import { Emitter } from '../../../common/emitter.ts';
import { AppError } from '../../../common/errors.ts';
import { Lifetime, type Closable, type Release } from '../../../common/lifetime.ts';
import type { ProducerSource } from '../../../common/media.ts';
import type { Devices } from '../devices/Devices.ts';
import type { VoiceState } from '../VoiceState.ts';
import { OwnCamera } from './OwnCamera.ts';
import type { NativeGround } from './NativeShare.ts';
import { OwnShare } from './OwnShare.ts';
import type { VideoSend } from './VideoSend.ts';
import type { VideoSettings } from './VideoState.ts';
import type { Viewing } from './Viewing.ts';

interface VideoCallEvents {
  troubled: { error: AppError };
}

/** The pictures of this person's calls on one server: their own, and what they look at. Outlives sessions. */
export class VideoCall implements Closable {
  readonly events = new Emitter<VideoCallEvents>();
  readonly camera: OwnCamera;
  readonly share: OwnShare;
  /** Borrowed. */
  readonly viewing: Viewing;
  readonly #lifetime = new Lifetime();
  #unfollow: Release | undefined;

  /** @param devices borrowed; @param native undefined in a browser */
  constructor(settings: VideoSettings, viewing: Viewing, devices: Devices, native: NativeGround | undefined) {
    this.viewing = viewing;
    this.#lifetime.add(() => {
      this.events.clear();
    });
    this.camera = this.#lifetime.own(new OwnCamera(settings.cameraDeviceId, devices));
    this.share = this.#lifetime.own(new OwnShare(settings.share, native));
    const trouble = (troubled: VideoCallEvents['troubled']): void => {
      this.events.emit('troubled', troubled);
    };
    this.camera.events.on('troubled', trouble);
    this.share.events.on('troubled', trouble);
  }

  configure({ cameraDeviceId, share }: VideoSettings): void {
    this.camera.choose(cameraDeviceId);
    this.share.choose(share);
  }

  /** The session to send by, from now on; again, to send what the one before could not. */
  attach(send: VideoSend | undefined): void {
    void send?.retell();
    this.#unfollow?.();
    this.#unfollow = send?.events.on('withdrawn', ({ sources }) => {
      this.#withdraw(sources);
    });
    this.camera.attach(send);
    this.share.attach(send);
  }

  /** The server ended them: nothing is shown any more as if it were sent. */
  #withdraw(sources: readonly ProducerSource[]): void {
    if (sources.includes('camera')) {
      this.camera.stop();
    }
    if (sources.includes('screen') || sources.includes('screen-audio')) {
      this.share.stop();
    }
    this.events.emit('troubled', { error: new AppError('source_withdrawn', 'a permission was lost') });
  }

  /** When the call is over devices are given back, and nothing is watched any more. */
  follow({ kind }: VoiceState): void {
    if (kind === 'idle' || kind === 'leaving' || kind === 'failed') {
      this.camera.stop();
      this.share.stop();
      this.viewing.forget();
    }
  }

  close(): void {
    this.#unfollow?.();
    this.#lifetime.end();
  }
}
