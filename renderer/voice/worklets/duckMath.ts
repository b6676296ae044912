/** So much softer are the others while somebody speaks above them. */
export const DUCK_DB = -12;
/** Down within a syllable, and back as slowly as one breathes in: nobody hears it happen. */
const ATTACK_S = 0.02;
const RELEASE_S = 0.25;
/** Between the words of one sentence they stay down. */
const HOLD_S = 0.4;
/** Nobody hears the step that is left. */
const NEAR_DB = 0.05;

/** The gain of somebody who is softer while another is heard above them. */
export class Duck {
  #db = 0;
  #holdS = 0;

  /** @returns the gain of the next block, linear */
  push(ducked: boolean, seconds: number): number {
    this.#holdS = ducked ? HOLD_S : Math.max(0, this.#holdS - seconds);
    const target = this.#holdS > 0 ? DUCK_DB : 0;
    if (this.#db === target) {
      return target === 0 ? 1 : 10 ** (target / 20);
    }
    const constantS = target < this.#db ? ATTACK_S : RELEASE_S;
    this.#db += (target - this.#db) * (1 - Math.exp(-seconds / constantS));
    if (Math.abs(target - this.#db) < NEAR_DB) {
      this.#db = target;
    }
    return 10 ** (this.#db / 20);
  }
}
