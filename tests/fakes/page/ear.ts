/**
 * What is heard at the far end: measured in the page on what really reaches the loudspeaker, by tapping whatever is
 * connected to an AudioDestinationNode. The product knows nothing of it.
 */

export interface Ear {
  /** Level of a sine of `hz` over the last `windowMs`, in dBFS (0 is a full-scale sine; at most 340 ms). */
  level(hz: number, windowMs: number): number;
  /**
   * Waits until `hz` has been above (or below) `limitDb` for `holdMs` without a break; answers the wall clock, in
   * milliseconds, at which that began. Looks every 10 ms.
   */
  until(hz: number, is: 'above' | 'below', limitDb: number, holdMs: number): Promise<number>;
  /** Wall clock of the last click in this page, in milliseconds. */
  readonly clickedMs: number;
}

declare global {
  interface Window {
    ear: Ear;
  }
}

/** Runs in the page, before its own scripts: nothing outside of this function is known there. */
export function installEar(): void {
  const FFT_SIZE = 16_384; // the longest window: 341 ms at 48 kHz
  const LOOK_EVERY_MS = 10;
  const SHORT_WINDOW_MS = 25;
  const FLOOR_DB = -140;
  const taps = new Set<AnalyserNode>();
  const samples = new Float32Array(FFT_SIZE);
  let clickedMs = Number.NaN;

  const original = Object.getOwnPropertyDescriptor(AudioNode.prototype, 'connect');
  const connect: unknown = original?.value;
  if (typeof connect !== 'function') {
    throw new TypeError('AudioNode.connect is not where it should be');
  }
  Object.defineProperty(AudioNode.prototype, 'connect', {
    ...original,
    value(this: AudioNode, ...args: unknown[]): unknown {
      if (args[0] instanceof AudioDestinationNode) {
        const tap = this.context.createAnalyser();
        tap.fftSize = FFT_SIZE;
        Reflect.apply(connect, this, [tap]);
        taps.add(tap);
      }
      return Reflect.apply(connect, this, args);
    },
  });

  /** Power of one frequency under a Hann window: one bin of a Fourier transform, at exactly this frequency. */
  const powerOf = (tap: AnalyserNode, hz: number, windowMs: number): number => {
    const rate = tap.context.sampleRate;
    const count = Math.min(FFT_SIZE, Math.round((windowMs / 1_000) * rate));
    tap.getFloatTimeDomainData(samples);
    let real = 0;
    let imaginary = 0;
    let weight = 0;
    for (let index = 0; index < count; index += 1) {
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / count);
      const value = (samples[FFT_SIZE - count + index] ?? 0) * hann;
      const angle = (2 * Math.PI * hz * index) / rate;
      real += value * Math.cos(angle);
      imaginary += value * Math.sin(angle);
      weight += hann;
    }
    const amplitude = (2 * Math.hypot(real, imaginary)) / weight;
    return amplitude ** 2;
  };

  const level = (hz: number, windowMs: number): number => {
    let power = 0;
    for (const tap of taps) {
      power += tap.context.state === 'running' ? powerOf(tap, hz, windowMs) : 0;
    }
    return Math.max(FLOOR_DB, 10 * Math.log10(power));
  };

  addEventListener(
    'click',
    (event) => {
      clickedMs = performance.timeOrigin + event.timeStamp;
    },
    { capture: true },
  );

  window.ear = {
    level,
    async until(hz, is, limitDb, holdMs) {
      let sinceMs: number | undefined;
      for (;;) {
        const nowMs = performance.timeOrigin + performance.now();
        const above = level(hz, SHORT_WINDOW_MS) > limitDb;
        if (above !== (is === 'above')) {
          sinceMs = undefined;
        } else {
          sinceMs ??= nowMs;
          if (nowMs - sinceMs >= holdMs) {
            return sinceMs;
          }
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    },
    get clickedMs() {
      return clickedMs;
    },
  };
}
