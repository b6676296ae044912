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

  /** All channels of one block, in place of `outputs`; the channels share one gain, so that the image stays. */
  process(inputs: readonly Float32Array[], outputs: readonly Float32Array[]): void {
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
      for (const [channel, output] of outputs.entries()) {
        output[index] = ((inputs[channel] ?? inputs[0])?.[index] ?? 0) * this.#gain;
      }
    }
  }
}
