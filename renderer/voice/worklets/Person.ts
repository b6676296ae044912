import { Duck } from './duckMath.ts';
import { Leveller } from './levelMath.ts';
import { panGains } from './panMath.ts';
import type { Delivery } from './peopleMessages.ts';

/** A change of volume is there within a few milliseconds, and does not click. */
const CHANGE_S = 0.003;
const CLOSE_ENOUGH = 1e-5;
/** After so much silence there is nothing left to follow until a sample comes. */
const AT_REST_S = 1;

const UNTOLD: Delivery = {
  speaker: '',
  gain: 0,
  pan: 0,
  mono: false,
  ducked: false,
  levelled: false,
  learnedDb: undefined,
};

/** One person's sound on its way to the master: level, volume and place. Mono or stereo in, added to stereo. */
export class Person {
  readonly #leveller = new Leveller();
  readonly #duck = new Duck();
  readonly #sampleRateHz: number;
  readonly #change: number;
  #delivery = UNTOLD;
  #left = 0;
  #right = 0;
  /** Of digital silence, up to now. */
  #silentS = 0;
  #restLevel = 1;

  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
    this.#change = 1 - Math.exp(-1 / (CHANGE_S * sampleRateHz));
  }

  /** Whose sound it is. */
  get speaker(): string {
    return this.#delivery.speaker;
  }

  /** The gain that levels this person by now, dB. */
  get gainDb(): number {
    return this.#leveller.gainDb;
  }

  deliver(delivery: Delivery): void {
    const { speaker, levelled, learnedDb } = delivery;
    if (speaker !== this.#delivery.speaker || (levelled && !this.#delivery.levelled)) {
      this.#leveller.begin(learnedDb);
    }
    this.#delivery = delivery;
  }

  /** Adds one block to what the others say. Ten people sit here 375 times a second, and most of them are silent. */
  addTo(left: Float32Array, right: Float32Array, first: Float32Array, second: Float32Array | undefined): void {
    if (isSilent(first) && (second === undefined || isSilent(second))) {
      this.#rest(first);
      return;
    }
    this.#silentS = 0;
    const { gain, pan, mono, ducked } = this.#delivery;
    const duck = this.#duck.push(ducked, first.length / this.#sampleRateHz);
    const level = gain * duck * this.#level(first);
    const [toLeft, toRight] = panGains(mono ? 0 : pan);
    const mixed = second !== undefined && (mono || pan !== 0);
    const other = second ?? first;
    const change = this.#change;
    let nowLeft = near(this.#left, level * toLeft);
    let nowRight = near(this.#right, level * toRight);
    for (let index = 0; index < left.length; index += 1) {
      const one = first[index] ?? 0;
      const two = other[index] ?? 0;
      const middle = (one + two) / 2;
      nowLeft += (level * toLeft - nowLeft) * change;
      nowRight += (level * toRight - nowRight) * change;
      left[index] = (left[index] ?? 0) + (mixed ? middle : one) * nowLeft;
      right[index] = (right[index] ?? 0) + (mixed ? middle : two) * nowRight;
    }
    this.#left = nowLeft;
    this.#right = nowRight;
  }

  /** Nothing is heard: what the gains are on their way to, they reach unheard. */
  #rest(samples: Float32Array): void {
    const { gain, pan, mono, ducked } = this.#delivery;
    const [toLeft, toRight] = panGains(mono ? 0 : pan);
    const duck = this.#duck.push(ducked, samples.length / this.#sampleRateHz);
    if (this.#silentS < AT_REST_S) {
      this.#restLevel = this.#level(samples);
    }
    const level = gain * duck * this.#restLevel;
    this.#left = level * toLeft;
    this.#right = level * toRight;
    this.#silentS += samples.length / this.#sampleRateHz;
  }

  /** The gain that levels this block. */
  #level(samples: Float32Array): number {
    if (!this.#delivery.levelled) {
      return 1;
    }
    let sum = 0;
    for (const sample of samples) {
      sum += sample * sample;
    }
    return this.#leveller.push(sum / samples.length, samples.length / this.#sampleRateHz);
  }
}

/** Ends with the first sample of a sound, and most blocks are silent to their end. */
function isSilent(samples: Float32Array): boolean {
  for (const sample of samples) {
    if (sample !== 0) {
      return false;
    }
  }
  return true;
}

/** Exactly there in the end: what is turned off is silent. */
const near = (gain: number, target: number): number => (Math.abs(gain - target) < CLOSE_ENOUGH ? target : gain);
