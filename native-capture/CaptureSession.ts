import type { CaptureEnd, CaptureQuality, CaptureSource, CaptureStatus, Encoder } from '../common/capture.ts';
import { Emitter } from '../common/emitter.ts';
import type { IngestAnswer } from '../common/ingest.ts';
import { Lifetime, type Closable } from '../common/lifetime.ts';
import { Congestion, withBitrate } from './Congestion.ts';
import type { CaptureTarget } from './ffmpegArgs.ts';
import { FfmpegRun, type RunEnd } from './FfmpegRun.ts';
import { IngestSender } from './IngestSender.ts';
import { Measures } from './Measures.ts';
import { SoundCapture, type SoundTools } from './sound/SoundCapture.ts';

export interface CaptureWish {
  readonly ffmpeg: string;
  /** To be tried in this order. */
  readonly encoders: readonly Encoder[];
  readonly ingest: IngestAnswer;
  /** The server's host, for an ingest that has no address of its own. */
  readonly host: string;
  readonly source: CaptureSource;
  readonly target: CaptureTarget;
  readonly quality: CaptureQuality;
  /** The server is on this machine: nothing on the way is ever full, and what looks like it is a busy processor. */
  readonly local: boolean;
  /** What the machine plays, for an ingest that takes sound; undefined: none. */
  readonly sound: SoundTools | undefined;
}

export type CaptureState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  /** `said`: in ffmpeg's words, where it is its fault. */
  | { readonly kind: 'ended'; readonly why: CaptureEnd; readonly said: string };

/** One encoder is started so often before the next one's turn. */
const STARTS_EACH = 2;
/** A run that lasted longer had nothing wrong with its encoder: it may start again as if it were the first. */
const LASTING_MS = 10_000;
/** The server reports every few seconds; silence for longer means that nothing reaches it. */
const UNHEARD_MS = 8_000;
const LOOK_EVERY_MS = 500;
/** Of fewer packets a share says nothing. */
const FEW_PACKETS = 40;
/** Behind the wanted rate by more than this, the machine does not keep up. */
const KEPT_UP = 0.8;

const SOURCE_GONE =
  /Cannot open display|BadWindow|BadDrawable|BadMatch|Can't find window|Invalid capture|Cannot get the image/i;

/** A screen or a window on its way into an ingest: owns ffmpeg and the socket, and goes on through ffmpeg's deaths. */
export class CaptureSession implements Closable {
  readonly events = new Emitter<{ changed: { state: CaptureState } }>();
  readonly #life = new Lifetime();
  readonly #wish: CaptureWish;
  readonly #sender: IngestSender;
  readonly #measures = new Measures();
  readonly #congestion: Congestion;
  #wanted: CaptureQuality;
  /** What the way carries of it. */
  #sent: CaptureQuality;
  #seen = { packets: 0, repeated: 0 };
  /** Whose pictures are sent. */
  #run: FfmpegRun | undefined;
  /** In another quality: takes over with its first picture. */
  #next: FfmpegRun | undefined;
  #state: CaptureState = { kind: 'starting' };
  #place = 0;
  #starts = 0;
  #restarts = 0;
  #fallback: string | null = null;
  #lastError: string | null = null;
  /** Why there is no sound, where it was wanted. */
  #soundFault: string | null = null;
  #startedMs = 0;
  #runMs = 0;
  /** The run showed at least one picture. */
  #shown = false;

  private constructor(wish: CaptureWish, sender: IngestSender) {
    this.#wish = wish;
    this.#wanted = wish.quality;
    this.#sent = wish.quality;
    this.#congestion = new Congestion(wish.quality.bitrateBps);
    this.#sender = sender;
    this.#life.add(() => {
      this.events.clear();
    });
    this.#life.own(sender);
    this.#life.add(() => {
      this.#run?.close();
      this.#next?.close();
    });
    const timer = setInterval(() => {
      const heardMs = sender.counts.heardMs ?? this.#startedMs;
      if (this.#state.kind === 'running' && performance.now() - heardMs > UNHEARD_MS) {
        this.#end('ingest_lost', '');
      } else {
        this.#follow();
      }
    }, LOOK_EVERY_MS);
    this.#life.add(() => {
      clearInterval(timer);
    });
    this.#start();
    if (wish.sound !== undefined && wish.ingest.sound !== null) {
      void this.#hear(wish.sound);
    }
  }

  static async open(wish: CaptureWish): Promise<CaptureSession> {
    return new CaptureSession(wish, await IngestSender.open(wish.ingest, wish.host));
  }

  get state(): CaptureState {
    return this.#state;
  }

  /** ffmpeg's process, for those who watch over it. */
  get pid(): number | undefined {
    return this.#run?.pid;
  }

  get status(): CaptureStatus {
    const { packets, bytes, repeated, carriesBps } = this.#sender.counts;
    const { queued } = this.#sender;
    const { grabRate, rate, bitrateBps, frames, dropped, workMs } = this.#measures.read(this.pid);
    const running = this.#state.kind === 'running' && performance.now() - this.#runMs > LOOK_EVERY_MS * 4;
    return {
      source: this.#wish.source,
      wantedEncoder: this.#wish.encoders[0] ?? this.#encoder,
      encoder: this.#encoder,
      fallback: this.#fallback,
      wanted: this.#wanted,
      sent: this.#sent,
      ...{ grabRate, rate, bitrateBps, frames, dropped, workMs, packets, queued, bytes, repeated, carriesBps },
      restarts: this.#restarts,
      pressure:
        this.#sent.bitrateBps < this.#wanted.bitrateBps
          ? 'network'
          : running && rate < this.#sent.rate * KEPT_UP
            ? 'processor'
            : 'none',
      lastError: this.#lastError,
      soundFault: this.#soundFault,
    };
  }

  /** From now on in this quality, in the same stream. */
  change(quality: CaptureQuality): void {
    this.#wanted = quality;
    this.#congestion.want(quality.bitrateBps);
    this.#adjust();
  }

  close(): void {
    this.#life.end();
  }

  get #encoder(): Encoder {
    return this.#wish.encoders[this.#place] ?? 'libx264';
  }

  /** As much as the way carries, and no more: voices go by it too. */
  #follow(): void {
    const { packets, repeated, carriesBps } = this.#sender.counts;
    const sent = packets - this.#seen.packets;
    const repeatedShare = sent > FEW_PACKETS ? (repeated - this.#seen.repeated) / sent : 0;
    if (sent > FEW_PACKETS) {
      this.#seen = { packets, repeated };
    }
    if (this.#state.kind === 'running' && this.#next === undefined && !this.#wish.local) {
      const sentBps = this.#measures.bitrateBps;
      if (this.#congestion.look({ nowMs: performance.now(), carriesBps, sentBps, repeatedShare })) {
        this.#adjust();
      }
    }
  }

  /** Another ffmpeg takes over when it shows something. */
  #adjust(): void {
    this.#sent = withBitrate(this.#wanted, this.#congestion.bps);
    if (this.#state.kind === 'running' && this.#run !== undefined) {
      this.#next?.close();
      this.#next = this.#launch();
    }
  }

  /** Pictures go on whatever becomes of the sound. Never rejects. */
  async #hear(tools: SoundTools): Promise<void> {
    let sinceMs: number | undefined;
    try {
      const sound = await SoundCapture.open(tools, {
        packet: (packet, timeMs) => {
          sinceMs ??= Math.round(performance.now()) - timeMs;
          this.#sender.sendSound(packet, sinceMs + timeMs);
        },
        failed: (said) => {
          this.#soundFault = said;
        },
      });
      this.#life.own(sound);
    } catch (fault) {
      this.#soundFault = String(fault).slice(0, 2_000);
    }
  }

  #start(): void {
    if (this.#wish.encoders[this.#place] === undefined) {
      this.#end('encoder_missing', this.#fallback ?? '');
      return;
    }
    this.#starts += 1;
    this.#runMs = performance.now();
    this.#shown = false;
    this.#run = this.#launch();
  }

  #launch(): FfmpegRun {
    const { width, height, rate, bitrateBps } = this.#sent;
    const plan = { target: this.#wish.target, encoder: this.#encoder, width, height, rate, bitrateBps };
    /** A run counts its time from nought; the stream's goes on. */
    let offsetMs: number | undefined;
    const run: FfmpegRun = new FfmpegRun(this.#wish.ffmpeg, plan, {
      frame: (frame) => {
        this.#adopt(run);
        this.#shown = true;
        const nowMs = performance.now();
        if (this.#state.kind !== 'running') {
          this.#startedMs = nowMs;
          this.#set({ kind: 'running' });
        }
        offsetMs ??= Math.round(nowMs) - frame.timeMs;
        this.#measures.frame(frame);
        this.#sender.send({ ...frame, timeMs: frame.timeMs + offsetMs });
      },
      progress: ({ dropped }) => {
        this.#measures.dropped(dropped);
      },
      ended: (end) => {
        this.#adopt(run);
        this.#after(end);
      },
    });
    return run;
  }

  /** Whoever came to take over does. */
  #adopt(run: FfmpegRun): void {
    if (run === this.#next) {
      this.#run?.close();
      this.#run = run;
      this.#next = undefined;
      this.#runMs = performance.now();
      this.#shown = false;
    }
  }

  #after(end: RunEnd): void {
    const said = end.kind === 'exited' ? end.said : end.kind;
    this.#lastError = said.slice(0, 2_000);
    if (end.kind === 'missing') {
      this.#end('ffmpeg_missing', '');
    } else if (SOURCE_GONE.test(said) && !this.#shown) {
      this.#end('source_gone', said);
    } else {
      this.#restarts += 1;
      // Killed by somebody else, it did nothing wrong; and a window that got another size only needs a new look at it.
      if (end.kind === 'killed' || SOURCE_GONE.test(said) || performance.now() - this.#runMs > LASTING_MS) {
        this.#starts = 0;
      }
      if (this.#starts >= STARTS_EACH) {
        this.#fallback = `${this.#encoder}: ${said}`.slice(0, 2_000);
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
