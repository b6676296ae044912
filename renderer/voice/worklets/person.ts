/** One person's sound on its way to the master: level, volume and place. Mono or stereo in, stereo out. */
import { Leveller } from './levelMath.ts';
import { panGains } from './panMath.ts';
import { PERSON_PROCESSOR, type Delivery, type PersonCommand, type PersonReport } from './personMessages.ts';

/** A change of volume is there within a few milliseconds, and does not click. */
const CHANGE_S = 0.003;
const CLOSE_ENOUGH = 1e-5;
const TELL_EVERY_S = 1;
const TELL_DB = 0.5;

const UNTOLD: Delivery = { speaker: '', gain: 0, pan: 0, mono: false, levelled: false, learnedDb: undefined };

class PersonProcessor extends AudioWorkletProcessor {
  readonly #leveller = new Leveller();
  #delivery = UNTOLD;
  #left = 0;
  #right = 0;
  #toldDb = 0;
  #nextTellAt = 0;
  #ended = false;

  constructor(options: { readonly processorOptions?: unknown }) {
    super(options);
    this.port.onmessage = ({ data }) => {
      // The port is private to RemoteAudio, which posts nothing else.
      this.#obey(data as PersonCommand);
    };
  }

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [first, second] = inputs[0] ?? [];
    const [left, right] = outputs[0] ?? [];
    if (first === undefined || left === undefined || right === undefined) {
      return !this.#ended; // nothing comes: the outputs are silent as they are
    }
    const level = this.#level(first);
    const { gain, pan, mono } = this.#delivery;
    const [toLeft, toRight] = panGains(mono ? 0 : pan);
    const change = 1 - Math.exp(-1 / (CHANGE_S * sampleRate));
    const mixed = mono || pan !== 0;
    this.#left = near(this.#left, gain * level * toLeft);
    this.#right = near(this.#right, gain * level * toRight);
    for (let index = 0; index < left.length; index += 1) {
      const one = first[index] ?? 0;
      const other = second?.[index] ?? one;
      const middle = (one + other) / 2;
      this.#left += (gain * level * toLeft - this.#left) * change;
      this.#right += (gain * level * toRight - this.#right) * change;
      left[index] = (mixed ? middle : one) * this.#left;
      right[index] = (mixed ? middle : other) * this.#right;
    }
    return !this.#ended;
  }

  #obey(command: PersonCommand): void {
    if (command.kind === 'end') {
      this.#ended = true;
      return;
    }
    const { speaker, levelled, learnedDb } = command.delivery;
    if (speaker !== this.#delivery.speaker || (levelled && !this.#delivery.levelled)) {
      this.#leveller.begin(learnedDb);
      this.#toldDb = learnedDb ?? 0;
    }
    this.#delivery = command.delivery;
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
    const gain = this.#leveller.push(sum / samples.length, samples.length / sampleRate);
    this.#tell();
    return gain;
  }

  #tell(): void {
    const { gainDb } = this.#leveller;
    if (currentTime >= this.#nextTellAt && Math.abs(gainDb - this.#toldDb) >= TELL_DB) {
      this.#nextTellAt = currentTime + TELL_EVERY_S;
      this.#toldDb = gainDb;
      this.port.postMessage({ speaker: this.#delivery.speaker, gainDb } satisfies PersonReport);
    }
  }
}

/** Exactly there in the end: what is turned off is silent. */
const near = (gain: number, target: number): number => (Math.abs(gain - target) < CLOSE_ENOUGH ? target : gain);

registerProcessor(PERSON_PROCESSOR, PersonProcessor);
