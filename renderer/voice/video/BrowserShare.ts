import { AppError } from '../../../common/errors.ts';
import { Emitter } from '../../../common/emitter.ts';
import type { Closable } from '../../../common/lifetime.ts';
import { canEncode, captureScreen, scaleTo, sourceOf, type Captured } from './capture.ts';
import { screenEncoding } from './encodings.ts';
import { boundTo, offeredOf, type SourceSize } from './shareQuality.ts';
import type { VideoSend } from './VideoSend.ts';
import type { ShareQuality, ShareState } from './VideoState.ts';

interface BrowserShareEvents {
  stateChanged: { state: ShareState };
  troubled: { error: AppError };
}

/** A running share: what was captured, and what it was before it was scaled. */
interface Share extends Captured {
  readonly source: SourceSize;
  readonly media: MediaStream;
}

/** A screen as the browser captures it. It outlives sessions while the browser's capture lasts. Owns the tracks. */
export class BrowserShare implements Closable {
  readonly events = new Emitter<BrowserShareEvents>();
  #state: ShareState = { kind: 'off' };
  #send: VideoSend | undefined;
  #share: Share | undefined;
  /** What the browser asks, while it asks. */
  #asking: AbortController | undefined;
  #quality: ShareQuality;

  /** @param quality what was last chosen; what the source gives of it is sent */
  constructor(quality: ShareQuality) {
    this.#quality = quality;
  }

  get state(): ShareState {
    return this.#state;
  }

  /** Has to be called by something the person did, or browsers refuse. */
  start(sound: boolean): void {
    if (this.#state.kind === 'off') {
      this.#enter({ kind: 'asking' });
      void this.#ask(sound);
    }
  }

  stop(): void {
    this.#asking?.abort();
    this.#asking = undefined;
    const share = this.#share;
    this.#share = undefined;
    if (share !== undefined) {
      giveBack(share);
      void this.#send?.stop('screen');
      void this.#send?.stop('screen-audio');
    }
    if (this.#state.kind !== 'off') {
      this.#enter({ kind: 'off' });
    }
  }

  /** For this share, at once, and for those to come. */
  choose(quality: ShareQuality): void {
    const { height, fps, style } = this.#quality;
    if (height === quality.height && fps === quality.fps && style === quality.style) {
      return;
    }
    this.#quality = quality;
    const share = this.#share;
    if (share !== undefined) {
      this.#apply(share).then(
        () => {
          this.#produce(share);
        },
        (thrown: unknown) => {
          this.#trouble(share, thrown);
        },
      );
    }
  }

  /** The session to send by, or none. */
  attach(send: VideoSend | undefined): void {
    this.#send = send;
    const share = this.#share;
    if (share !== undefined) {
      this.#produce(share);
    }
  }

  close(): void {
    this.events.clear();
    this.stop();
  }

  async #ask(sound: boolean): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const captured = await captureScreen(sound);
      const share = { ...captured, source: sourceOf(captured.video), media: new MediaStream([captured.video]) };
      if (asking.signal.aborted) {
        giveBack(share);
        return;
      }
      this.#asking = undefined;
      this.#share = share;
      // The browser's own bar, or the end of what is shown: the share is withdrawn, and there is nothing to be told.
      share.video.onended = () => {
        this.stop();
      };
      await this.#apply(share);
      this.#produce(share);
    } catch (thrown) {
      if (!asking.signal.aborted) {
        this.stop();
        this.#tell(AppError.from(thrown));
      }
    }
  }

  /** Scales what is captured to what was chosen of what there is. */
  async #apply(share: Share): Promise<void> {
    const offered = await offeredOf(share.source, this.#quality, canEncode);
    const quality = boundTo(this.#quality, offered);
    await scaleTo(share.video, quality);
    if (this.#share === share) {
      const { media, audio } = share;
      this.#enter({
        kind: 'on',
        way: 'browser',
        media,
        sound: audio !== undefined,
        quality,
        offered,
        because: undefined,
      });
    }
  }

  /** Sends it, or goes on sending it in the quality that holds now. */
  #produce(share: Share): void {
    const state = this.#state;
    const send = this.#send;
    if (state.kind !== 'on' || send === undefined || this.#share !== share) {
      return;
    }
    const sent = [send.send('screen', { track: share.video, encoding: screenEncoding(share.source, state.quality) })];
    if (share.audio !== undefined) {
      sent.push(send.send('screen-audio', { track: share.audio, encoding: undefined }));
    }
    Promise.all(sent).catch((thrown: unknown) => {
      this.#trouble(share, thrown);
    });
  }

  /** Nobody would see it: it is not on. What only waits for the connection stays. */
  #trouble(share: Share, thrown: unknown): void {
    const error = AppError.from(thrown);
    if (this.#share === share && error.code !== 'disconnected' && error.code !== 'not_in_voice') {
      if (error.code !== 'share_failed') {
        this.stop();
      }
      this.#tell(error);
    }
  }

  #tell(error: AppError): void {
    if (error.code !== 'cancelled') {
      this.events.emit('troubled', { error });
    }
  }

  #enter(state: ShareState): void {
    this.#state = state;
    this.events.emit('stateChanged', { state });
  }
}

function giveBack({ video, audio }: Captured): void {
  video.onended = null;
  video.stop();
  audio?.stop();
}
