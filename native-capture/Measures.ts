import type { EncodedFrame } from './FlvReader.ts';
import { processTimeMs } from './processTime.ts';
import { RecentRate } from './RecentRate.ts';

interface Reading {
  readonly grabRate: number;
  readonly rate: number;
  readonly bitrateBps: number;
  readonly frames: number;
  readonly dropped: number;
  readonly workMs: number | null;
}

interface Work {
  readonly pid: number;
  readonly frames: number;
  readonly spentMs: number;
}

const BITS = 8;

/** What comes out of the runs of one share, and what it costs. */
export class Measures {
  readonly #pictures = new RecentRate();
  readonly #leftOut = new RecentRate();
  readonly #bytes = new RecentRate();
  #frames = 0;
  /** Of the runs that ended, and of the one that runs. */
  #droppedBefore = 0;
  #dropped = 0;
  #work: Work | undefined;
  #workMs: number | null = null;

  frame({ units }: EncodedFrame): void {
    this.#frames += 1;
    this.#pictures.add(1);
    this.#bytes.add(units.reduce((sum, { length }) => sum + length, 0));
  }

  /** Of the last second. */
  get bitrateBps(): number {
    return this.#bytes.perSecond * BITS;
  }

  /** @param count as a run tells it, from its own beginning */
  dropped(count: number): void {
    if (count < this.#dropped) {
      this.#droppedBefore += this.#dropped;
      this.#dropped = 0;
    }
    this.#leftOut.add(count - this.#dropped);
    this.#dropped = count;
  }

  /** @param pid of the run: its work is measured from one reading to the next */
  read(pid: number | undefined): Reading {
    const spentMs = processTimeMs(pid);
    if (pid === undefined || spentMs === undefined) {
      this.#work = undefined;
      this.#workMs = null;
    } else {
      const before = this.#work?.pid === pid ? this.#work : undefined;
      const frames = this.#frames - (before?.frames ?? this.#frames);
      if (before !== undefined && frames > 0) {
        this.#workMs = (spentMs - before.spentMs) / frames;
      }
      if (before === undefined || frames > 0) {
        this.#work = { pid, frames: this.#frames, spentMs };
      }
    }
    return {
      grabRate: this.#pictures.perSecond + this.#leftOut.perSecond,
      rate: this.#pictures.perSecond,
      bitrateBps: this.bitrateBps,
      frames: this.#frames,
      dropped: this.#droppedBefore + this.#dropped,
      workMs: this.#workMs,
    };
  }
}
