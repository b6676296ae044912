import { AppError } from '../../common/errors.ts';
import type { Closable } from '../../common/lifetime.ts';

/**
 * Noise suppression by RNNoise (https://jmvalin.ca/demo/rnnoise/) in a worklet. Adds one of its frames, 10 ms. Its 220 kB
 * are loaded by who chooses it.
 */
export class NoiseFilter implements Closable {
  readonly node: AudioWorkletNode;
  readonly #destroy: () => void;

  private constructor(node: AudioWorkletNode, destroy: () => void) {
    this.node = node;
    this.#destroy = destroy;
  }

  /** @throws AppError `noise_filter_failed` */
  static async open(context: AudioContext): Promise<NoiseFilter> {
    try {
      const { loadRnnoise, RnnoiseWorkletNode, moduleUrl, wasmUrl, simdUrl } = await import('./noiseFilterAssets.ts');
      const [wasmBinary] = await Promise.all([
        loadRnnoise({ url: wasmUrl, simdUrl }),
        context.audioWorklet.addModule(moduleUrl),
      ]);
      const node = new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary });
      return new NoiseFilter(node, () => {
        node.destroy();
      });
    } catch (cause) {
      throw new AppError('noise_filter_failed', 'RNNoise could not be loaded', { cause });
    }
  }

  close(): void {
    this.node.disconnect();
    this.#destroy();
  }
}
