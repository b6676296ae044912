/** -0.0009 dB: nobody hears the step that is left. */
const NEARLY_ONE = 0.9999;

/**
 * A peak limiter without look-ahead: the gain drops within the very sample that would clip and comes back slowly.
 * (DynamicsCompressorNode would delay everybody by 6 ms.)
 */
export class Limiter {
  readonly #ceiling: number;
  readonly #releasePerSample: number;
  #gain = 1;

  /** @param ceiling highest amplitude let out; @param releaseMs time in which two thirds of the gain come back */
  constructor(ceiling: number, releaseMs: number, sampleRateHz: number) {
    this.#ceiling = ceiling;
    this.#releasePerSample = 1 - Math.exp(-1_000 / (releaseMs * sampleRateHz));
  }

  /**
   * All channels of one block, in place of `outputs`; the channels share one gain, so that the image stays. Runs 375
   * times a second for as long as somebody is in a call: what needs no limiting is only copied.
   */
  process(inputs: readonly Float32Array[], outputs: readonly Float32Array[]): void {
    if (this.#gain > NEARLY_ONE && peakOf(inputs) <= this.#ceiling) {
      this.#gain = 1;
      for (let channel = 0; channel < outputs.length; channel += 1) {
        const input = inputs[channel] ?? inputs[0];
        if (input === undefined) {
          outputs[channel]?.fill(0);
        } else {
          outputs[channel]?.set(input);
        }
      }
      return;
    }
    const length = outputs[0]?.length ?? 0;
    for (let index = 0; index < length; index += 1) {
      let peak = 0;
      for (const channel of inputs) {
        peak = Math.max(peak, Math.abs(channel[index] ?? 0));
      }
      this.#gain += (1 - this.#gain) * this.#releasePerSample;
      if (peak * this.#gain > this.#ceiling) {
        this.#gain = this.#ceiling / peak;
      }
      for (let channel = 0; channel < outputs.length; channel += 1) {
        const output = outputs[channel];
        if (output !== undefined) {
          output[index] = ((inputs[channel] ?? inputs[0])?.[index] ?? 0) * this.#gain;
        }
      }
    }
  }
}

function peakOf(channels: readonly Float32Array[]): number {
  let peak = 0;
  for (const channel of channels) {
    for (const sample of channel) {
      peak = Math.max(peak, Math.abs(sample));
    }
  }
  return peak;
}
