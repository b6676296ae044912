import type { CaptureSource, CaptureStatus } from '../../../common/capture.ts';
import { AppError } from '../../../common/errors.ts';
import { Emitter } from '../../../common/emitter.ts';
import type { ProducerId } from '../../../common/ids.ts';
import type { IngestAnswer } from '../../../common/ingest.ts';
import type { DesktopGroups } from '../../../common/ipc.ts';
import { Lifetime, type Closable } from '../../../common/lifetime.ts';
import { nativeOffer, nativeQuality } from './nativeQuality.ts';
import type { VideoSend } from './VideoSend.ts';
import type { ShareQuality, ShareState } from './VideoState.ts';

export type DesktopCapture = DesktopGroups['capture'];

/** What native capture stands on. */
export interface NativeGround {
  readonly capture: DesktopCapture;
  /** Of the server, as this machine reaches it. */
  readonly host: string;
}

/** What the person picked. */
export interface NativeWish {
  readonly source: CaptureSource;
  readonly sound: boolean;
}

interface NativeShareEvents {
  stateChanged: { state: ShareState };
  /** It ended, or never began, without being stopped. */
  ended: { error: AppError; wish: NativeWish };
}

interface Open {
  readonly send: VideoSend;
  readonly ingest: IngestAnswer;
}

/** What waits for the connection, which is found again or ends the call. */
const PASSING: ReadonlySet<string> = new Set(['disconnected', 'not_in_voice', 'server_unreachable', 'timeout']);
/** An ingest that ends by itself is opened anew so often in a row. */
const TRIES = 3;
/** After so long it stood: what happens then is no part of the row. */
const LASTING_MS = 15_000;

/**
 * A screen captured by the desktop app, on its way into an ingest of the session that stands. It outlives sessions: each
 * next one gets it again. Owns ffmpeg, by the app, and the ingest, by the session.
 */
export class NativeShare implements Closable {
  readonly events = new Emitter<NativeShareEvents>();
  readonly #life = new Lifetime();
  readonly #ground: NativeGround;
  readonly #watchers = new Set<(status: CaptureStatus) => void>();
  #quality: ShareQuality;
  #wish: NativeWish | undefined;
  #send: VideoSend | undefined;
  #endOfSend: (() => void) | undefined;
  #open: Open | undefined;
  /** Of the newest intention: whatever was begun before gives up at its next step. */
  #intention = 0;
  #tries = 0;
  #sinceMs = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ground: NativeGround, quality: ShareQuality) {
    this.#ground = ground;
    this.#quality = quality;
    const { capture } = ground;
    this.#life.add(() => {
      this.events.clear();
    });
    this.#life.add(
      capture.onEnded(({ producerId, why }) => {
        this.#lost(producerId, new AppError(why, 'the capture ended'));
      }),
    );
    this.#life.add(
      capture.onStatus((status) => {
        for (const watcher of this.#watchers) {
          watcher(status);
        }
      }),
    );
    this.#life.add(() => {
      this.#endOfSend?.();
      this.#watchers.clear();
    });
  }

  start(wish: NativeWish): void {
    this.#wish = wish;
    this.#tries = 0;
    this.#enter({ kind: 'starting' });
    this.#renew();
  }

  stop(): void {
    if (this.#wish !== undefined) {
      this.#wish = undefined;
      void this.#send?.closeIngest(); // at once: the browser's screen may be next
      this.#renew();
      this.#enter({ kind: 'off' });
    }
  }

  /** For this share, within its stream, and for those to come. */
  choose(quality: ShareQuality): void {
    this.#quality = quality;
    const open = this.#open;
    const wish = this.#wish;
    if (open !== undefined && wish !== undefined) {
      this.#change(open, wish).catch((thrown: unknown) => {
        this.#fail(this.#intention, AppError.from(thrown));
      });
    }
  }

  /** The session to send by, or none; the same again when its connection came back. */
  attach(send: VideoSend | undefined): void {
    const same = send !== undefined && send === this.#send;
    if (!same) {
      this.#endOfSend?.();
      this.#endOfSend = send?.events.on('ingestClosed', ({ producerId }) => {
        this.#lost(producerId, new AppError('ingest_lost', 'the server ended the ingest'));
      });
      this.#send = send;
    }
    if (this.#wish !== undefined && !(same && this.#open !== undefined)) {
      this.#renew();
    }
  }

  /** Tells how it goes, once a second, until the answered function is called. */
  watch(watcher: (status: CaptureStatus) => void): () => void {
    const own = (status: CaptureStatus): void => {
      watcher(status);
    };
    this.#watchers.add(own);
    this.#tellWatched();
    return () => {
      if (this.#watchers.delete(own)) {
        this.#tellWatched();
      }
    };
  }

  close(): void {
    this.stop();
    this.#life.end();
  }

  /** What runs ends; what is wanted now begins. */
  #renew(): void {
    this.#intention += 1;
    const intention = this.#intention;
    this.#turn = this.#turn.then(async () => {
      await this.#withdraw();
      try {
        await this.#begin(intention);
      } catch (thrown) {
        this.#fail(intention, AppError.from(thrown));
      }
    });
  }

  async #begin(intention: number): Promise<void> {
    const wish = this.#wish;
    const send = this.#send;
    const over = (): boolean => intention !== this.#intention;
    if (over() || wish === undefined || send === undefined) {
      return;
    }
    const { capture, host } = this.#ground;
    const abilities = await capture.getAbilities({ fresh: false });
    if (over()) {
      return;
    }
    if (abilities.fault !== null) {
      throw new AppError(abilities.fault, 'native capture does not work here');
    }
    const offered = await nativeOffer(wish.source, this.#quality, abilities);
    const sound = wish.sound && abilities.sound;
    const ingest = await send.openIngest({ preferredCodecs: ['H264'], sound });
    this.#open = { send, ingest };
    if (over()) {
      return; // the next turn withdraws it
    }
    const { chosen, capture: quality } = nativeQuality(wish.source, this.#quality, offered, ingest.maxBitrateBps);
    await capture.start({ sourceId: wish.source.id, quality, ingest, host });
    if (!over()) {
      this.#sinceMs = performance.now();
      const on = { kind: 'on', way: 'native', media: undefined, because: undefined } as const;
      this.#enter({ ...on, sound, quality: chosen, offered });
    }
  }

  async #change({ ingest }: Open, { source }: NativeWish): Promise<void> {
    const { capture } = this.#ground;
    const intention = this.#intention;
    const offered = await nativeOffer(source, this.#quality, await capture.getAbilities({ fresh: false }));
    const { chosen, capture: quality } = nativeQuality(source, this.#quality, offered, ingest.maxBitrateBps);
    await capture.change(quality);
    if (intention === this.#intention && this.#open?.ingest === ingest) {
      const on = { kind: 'on', way: 'native', media: undefined, because: undefined } as const;
      this.#enter({ ...on, sound: ingest.sound !== null, quality: chosen, offered });
    }
  }

  /** Never rejects. */
  async #withdraw(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined) {
      await this.#ground.capture.stop().catch(() => undefined); // then it was stopped before
      await open.send.closeIngest();
    }
  }

  /** What ran does no longer. */
  #lost(producerId: ProducerId, error: AppError): void {
    if (this.#open?.ingest.producerId === producerId) {
      if (performance.now() - this.#sinceMs > LASTING_MS) {
        this.#tries = 0;
      }
      this.#fail(this.#intention, error);
    }
  }

  #fail(intention: number, error: AppError): void {
    const wish = this.#wish;
    if (intention !== this.#intention || wish === undefined) {
      return;
    }
    if (PASSING.has(error.code)) {
      this.#turn = this.#turn.then(async () => this.#withdraw()); // the next session, or connection, attaches
      return;
    }
    this.#tries += 1;
    if (error.code === 'ingest_lost' && this.#tries < TRIES) {
      this.#renew();
      return;
    }
    this.stop();
    this.events.emit('ended', { error, wish });
  }

  #tellWatched(): void {
    this.#ground.capture.watch({ watched: this.#watchers.size > 0 }).catch(() => undefined); // nothing is shown, then
  }

  #enter(state: ShareState): void {
    this.events.emit('stateChanged', { state });
  }
}
