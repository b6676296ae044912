import { Emitter } from '../common/emitter.ts';
import type { IngestAnswer } from '../common/ingest.ts';
import { Lifetime, type Closable } from '../common/lifetime.ts';
import { FfmpegRun, type RunEnd } from './FfmpegRun.ts';
import type { CapturePlan, Encoder } from './ffmpegArgs.ts';
import { IngestSender, type SenderCounts } from './IngestSender.ts';

export interface CaptureWish extends Omit<CapturePlan, 'encoder'> {
  readonly ffmpeg: string;
  /** To be tried in this order. */
  readonly encoders: readonly Encoder[];
  readonly ingest: IngestAnswer;
  /** The server's host, for an ingest that has no address of its own. */
  readonly host: string;
}

export type CaptureEnd = 'ffmpeg_missing' | 'source_gone' | 'no_encoder' | 'unheard';

export type CaptureState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly why: CaptureEnd; readonly said: string };

export interface CaptureStatus extends SenderCounts {
  readonly state: CaptureState;
  readonly encoder: Encoder;
  readonly frames: number;
  readonly dropped: number;
  readonly rate: number;
  readonly restarts: number;
  /** Why the encoder is not the first of the order; null while it is. */
  readonly fallback: string | null;
  /** ffmpeg's process, for those who watch over it. */
  readonly pid: number | undefined;
}

/** One encoder is started so often before the next one's turn. */
const STARTS_EACH = 2;
/** A run that lasted longer had nothing wrong with its encoder: it may start again as if it were the first. */
const LASTING_MS = 10_000;
/** The server reports every few seconds; silence for longer means that nothing reaches it. */
const UNHEARD_MS = 8_000;
const LOOK_EVERY_MS = 500;

const SOURCE_GONE =
  /Cannot open display|BadWindow|BadDrawable|BadMatch|Can't find window|Invalid capture|Cannot get the image/i;

/** A screen or a window on its way into an ingest: owns ffmpeg and the socket, and goes on through ffmpeg's deaths. */
export class CaptureSession implements Closable {
  readonly events = new Emitter<{ changed: { state: CaptureState } }>();
  readonly #life = new Lifetime();
  readonly #wish: CaptureWish;
  readonly #sender: IngestSender;
  #run: FfmpegRun | undefined;
  #state: CaptureState = { kind: 'starting' };
  #place = 0;
  #starts = 0;
  #restarts = 0;
  #fallback: string | null = null;
  #startedMs = 0;
  #runMs = 0;
  /** A new run counts its time from nought; the stream's goes on. */
  #offsetMs: number | undefined;
  #progress = { frames: 0, rate: 0, dropped: 0 };

  private constructor(wish: CaptureWish, sender: IngestSender) {
    this.#wish = wish;
    this.#sender = sender;
    this.#life.add(() => {
      this.events.clear();
    });
    this.#life.own(sender);
    this.#life.add(() => {
      this.#run?.close();
    });
    const timer = setInterval(() => {
      const heardMs = sender.counts.heardMs ?? this.#startedMs;
      if (this.#state.kind === 'running' && performance.now() - heardMs > UNHEARD_MS) {
        this.#end('unheard', '');
      }
    }, LOOK_EVERY_MS);
    this.#life.add(() => {
      clearInterval(timer);
    });
    this.#start();
  }

  static async open(wish: CaptureWish): Promise<CaptureSession> {
    return new CaptureSession(wish, await IngestSender.open(wish.ingest, wish.host));
  }

  get status(): CaptureStatus {
    return {
      ...this.#sender.counts,
      ...this.#progress,
      state: this.#state,
      encoder: this.#encoder,
      restarts: this.#restarts,
      fallback: this.#fallback,
      pid: this.#run?.pid,
    };
  }

  close(): void {
    this.#life.end();
  }

  get #encoder(): Encoder {
    return this.#wish.encoders[this.#place] ?? 'libx264';
  }

  #start(): void {
    const { ffmpeg, encoders, ...plan } = this.#wish;
    if (encoders[this.#place] === undefined) {
      this.#end('no_encoder', this.#fallback ?? '');
      return;
    }
    this.#starts += 1;
    this.#runMs = performance.now();
    this.#offsetMs = undefined;
    this.#run = new FfmpegRun(
      ffmpeg,
      { ...plan, encoder: this.#encoder },
      {
        frame: (frame) => {
          const nowMs = performance.now();
          if (this.#state.kind !== 'running') {
            this.#startedMs = nowMs;
            this.#set({ kind: 'running' });
          }
          this.#offsetMs ??= Math.round(nowMs) - frame.timeMs;
          this.#sender.send({ ...frame, timeMs: frame.timeMs + this.#offsetMs });
        },
        progress: (progress) => {
          this.#progress = progress;
        },
        ended: (end) => {
          this.#after(end);
        },
      },
    );
  }

  #after(end: RunEnd): void {
    const said = end.kind === 'exited' ? end.said : end.kind;
    if (end.kind === 'missing') {
      this.#end('ffmpeg_missing', '');
    } else if (SOURCE_GONE.test(said)) {
      this.#end('source_gone', said);
    } else {
      this.#restarts += 1;
      // Killed by somebody else, it did nothing wrong.
      if (end.kind === 'killed' || performance.now() - this.#runMs > LASTING_MS) {
        this.#starts = 0;
      }
      if (this.#starts >= STARTS_EACH) {
        this.#fallback = `${this.#encoder}: ${said}`;
        this.#place += 1;
        this.#starts = 0;
      }
      this.#start();
    }
  }

  #set(state: CaptureState): void {
    this.#state = state;
    this.events.emit('changed', { state });
  }

  #end(why: CaptureEnd, said: string): void {
    this.#set({ kind: 'ended', why, said });
    this.close();
  }
}
