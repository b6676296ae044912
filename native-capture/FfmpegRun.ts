import type { ChildProcess } from 'node:child_process';
import { Lifetime, type Closable } from '../common/lifetime.ts';
import { captureArgs, type CapturePlan } from './ffmpegArgs.ts';
import { FlvReader, type EncodedFrame } from './FlvReader.ts';
import { ProgressReader, type Progress } from './progress.ts';
import { spawnTied } from './spawnTied.ts';

/** A run that shows no frame for so long hangs. */
const HANG_MS = 2_000;
/** The first one may take longer: drivers are loaded, devices opened. */
const START_MS = 6_000;
const WATCH_EVERY_MS = 250;

export type RunEnd =
  | { readonly kind: 'missing' }
  | { readonly kind: 'hung' }
  | { readonly kind: 'killed' }
  | { readonly kind: 'exited'; readonly said: string };

export interface RunListeners {
  frame(frame: EncodedFrame): void;
  progress(progress: Progress): void;
  /** Once, unless it was closed. */
  ended(end: RunEnd): void;
}

/**
 * One ffmpeg process. It goes with us whatever happens: it ends when its pipes do, and on Linux the kernel ends it with
 * its parent, for one that hangs writes to no pipe.
 */
export class FfmpegRun implements Closable {
  readonly #life = new Lifetime();
  readonly #child: ChildProcess;
  #begun = false;
  #aliveMs = performance.now();
  #said = '';

  constructor(ffmpeg: string, plan: CapturePlan, listeners: RunListeners) {
    this.#child = spawnTied(ffmpeg, captureArgs(plan), ['ignore', 'pipe', 'pipe', 'pipe']);
    const end = (how: RunEnd): void => {
      if (!this.#life.ended) {
        this.close();
        listeners.ended(how);
      }
    };
    const reader = new FlvReader((frame) => {
      this.#begun = true;
      this.#aliveMs = performance.now();
      if (!this.#life.ended) {
        listeners.frame(frame);
      }
    });
    const progress = new ProgressReader((told) => {
      if (!this.#life.ended) {
        listeners.progress(told);
      }
    });
    const [, , , progressPipe] = this.#child.stdio;
    this.#child.stdout?.on('data', (bytes: Buffer) => {
      reader.push(bytes);
    });
    progressPipe?.on('data', (bytes: Buffer) => {
      progress.push(bytes.toString());
    });
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      this.#said = (this.#said + bytes.toString()).slice(-2_000);
    });
    this.#child.once('error', () => {
      end({ kind: 'missing' });
    });
    // After its last words.
    this.#child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') {
        end({ kind: 'killed' });
        return;
      }
      end(code === 127 ? { kind: 'missing' } : { kind: 'exited', said: this.#said.trim() });
    });
    const timer = setInterval(() => {
      if (performance.now() - this.#aliveMs > (this.#begun ? HANG_MS : START_MS)) {
        end({ kind: 'hung' });
      }
    }, WATCH_EVERY_MS);
    this.#life.add(() => {
      clearInterval(timer);
    });
    this.#life.add(() => {
      this.#child.kill('SIGKILL');
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  close(): void {
    this.#life.end();
  }
}
