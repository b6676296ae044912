import type { CaptureStatus } from '../../../common/capture.ts';
import type { AppError } from '../../../common/errors.ts';
import { Emitter } from '../../../common/emitter.ts';
import { Lifetime, type Closable } from '../../../common/lifetime.ts';
import { BrowserShare } from './BrowserShare.ts';
import { NativeShare, type DesktopCapture, type NativeGround, type NativeWish } from './NativeShare.ts';
import type { VideoSend } from './VideoSend.ts';
import type { ShareQuality, ShareState, ShareWay } from './VideoState.ts';

interface OwnShareEvents {
  stateChanged: { state: ShareState };
  troubled: { error: AppError };
}

/** Faults of native capture that the browser's own does not have. */
const BROWSER_MAY: ReadonlySet<string> = new Set([
  'ffmpeg_missing',
  'ffmpeg_old',
  'display_missing',
  'encoder_missing',
  'ingest_lost',
  'media_unavailable',
  'internal',
  'invalid',
]);

/**
 * The one screen that this person shows: captured by the desktop app where there is one, or by the browser. Both ways stay
 * open whatever failed before (C5).
 */
export class OwnShare implements Closable {
  readonly events = new Emitter<OwnShareEvents>();
  readonly #life = new Lifetime();
  readonly #browser: BrowserShare;
  readonly #native: NativeShare | undefined;
  readonly #capture: DesktopCapture | undefined;
  #way: ShareWay = 'browser';
  #state: ShareState = { kind: 'off' };
  /** Why it is the browser's turn, and what the desktop app was to share. */
  #fallen: { readonly error: AppError; readonly wish: NativeWish } | undefined;

  /**
   * @param quality what was last chosen; what the source gives of it is sent
   * @param ground undefined in a browser
   */
  constructor(quality: ShareQuality, ground: NativeGround | undefined) {
    this.#life.add(() => {
      this.events.clear();
    });
    this.#browser = this.#life.own(new BrowserShare(quality));
    this.#browser.events.on('stateChanged', ({ state }) => {
      this.#enter('browser', state);
    });
    this.#browser.events.on('troubled', (troubled) => {
      this.events.emit('troubled', troubled);
    });
    this.#capture = ground?.capture;
    if (ground !== undefined) {
      const native = this.#life.own(new NativeShare(ground, quality));
      native.events.on('stateChanged', ({ state }) => {
        this.#enter('native', state);
      });
      native.events.on('ended', (ended) => {
        this.#fall(ended);
      });
      this.#native = native;
    }
  }

  get state(): ShareState {
    return this.#state;
  }

  /** What the desktop app can capture is asked here; undefined in a browser. */
  get capture(): DesktopCapture | undefined {
    return this.#capture;
  }

  /** By the browser. Has to be called by something the person did, or browsers refuse. */
  start(sound: boolean): void {
    this.#fallen = undefined;
    this.#begin('browser', sound);
  }

  /** By the desktop app. */
  startNative(wish: NativeWish): void {
    const native = this.#native;
    if (native !== undefined) {
      this.#fallen = undefined;
      this.#way = 'native';
      this.#browser.stop();
      native.start(wish);
    }
  }

  /** By the desktop app after all, what it could not share before. */
  retryNative(): void {
    const { wish } = this.#fallen ?? {};
    if (wish !== undefined) {
      this.startNative(wish);
    }
  }

  stop(): void {
    this.#fallen = undefined;
    this.#browser.stop();
    this.#native?.stop();
  }

  choose(quality: ShareQuality): void {
    this.#browser.choose(quality);
    this.#native?.choose(quality);
  }

  attach(send: VideoSend | undefined): void {
    this.#browser.attach(send);
    this.#native?.attach(send);
  }

  /** Tells how native capture goes, while somebody looks; answers the function that ends it. */
  watch(watcher: (status: CaptureStatus) => void): () => void {
    return this.#native?.watch(watcher) ?? (() => undefined);
  }

  close(): void {
    this.#life.end();
  }

  #begin(way: ShareWay, sound: boolean): void {
    this.#way = way;
    this.#native?.stop();
    this.#browser.start(sound);
  }

  /** To the browser at once while it still takes this for the person's doing; otherwise they are told, and may. */
  #fall({ error, wish }: { error: AppError; wish: NativeWish }): void {
    this.#fallen = { error, wish };
    if (BROWSER_MAY.has(error.code) && navigator.userActivation.isActive) {
      this.#begin('browser', wish.sound);
    } else {
      this.events.emit('troubled', { error });
    }
  }

  /** Of the way that counts now; the end of the other is no news. */
  #enter(way: ShareWay, state: ShareState): void {
    if (way === this.#way) {
      this.#state = state.kind === 'on' ? { ...state, because: this.#fallen?.error.code } : state;
      this.events.emit('stateChanged', { state: this.#state });
    }
  }
}
