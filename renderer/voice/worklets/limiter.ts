/** Output worklet: keeps everybody together below full scale. */
import { Limiter } from './limiterMath.ts';
import { LIMITER_PROCESSOR } from './limiterName.ts';

const CEILING = 0.94; // -0.5 dBFS
const RELEASE_MS = 80;

class LimiterProcessor extends AudioWorkletProcessor {
  readonly #limiter = new Limiter(CEILING, RELEASE_MS, sampleRate);

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0];
    if (output !== undefined) {
      this.#limiter.process(inputs[0] ?? [], output);
    }
    return true;
  }
}

registerProcessor(LIMITER_PROCESSOR, LimiterProcessor);
