import { randomInt } from 'node:crypto';

const MAX_SSRC = 0xffff_ffff;

/** The SSRCs that a room hands out: each is nobody else's in the room (S11), as an id's first bytes need not be. */
export class Ssrcs {
  readonly #taken = new Set<number>();
  readonly #random: () => number;

  /** @param random answers 1 to 2^32-1 */
  constructor(random: () => number = () => randomInt(1, MAX_SSRC)) {
    this.#random = random;
  }

  get size(): number {
    return this.#taken.size;
  }

  /** @param elsewhere whether somebody chose it without asking here */
  take(elsewhere: (ssrc: number) => boolean): number {
    for (;;) {
      const ssrc = this.#random();
      if (!this.#taken.has(ssrc) && !elsewhere(ssrc)) {
        this.#taken.add(ssrc);
        return ssrc;
      }
    }
  }

  giveBack(ssrc: number): void {
    this.#taken.delete(ssrc);
  }
}
