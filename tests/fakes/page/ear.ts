/**
 * What is heard at the far end: measured in the page on what really reaches the loudspeaker, by tapping whatever is
 * connected to an AudioDestinationNode. The product knows nothing of it.
 */

export interface Ear {
  /** Level of a sine of `hz` over the last `windowMs`, in dBFS (0 is a full-scale sine; at most 340 ms). */
  level(hz: number, windowMs: number): number;
  /** The same of each ear by itself, left and right. */
  sides(hz: number, windowMs: number): [number, number];
  /**
   * The same where that is a peak of the spectrum, else -Infinity: another tone that breaks off or is stretched is loud
   * everywhere for a moment, and most of all nearer to itself.
   */
  peak(hz: number, windowMs: number): number;
  /** Of all that is heard over the last `windowMs`, in dBFS RMS (at most 340 ms). */
  loudness(windowMs: number): number;
  /**
   * Waits until `hz` has been above (or below) `limitDb` for `holdMs` without a break; answers the wall clock, in
   * milliseconds, at which that began. Looks every 10 ms.
   */
  until(hz: number, is: 'above' | 'below', limitDb: number, holdMs: number): Promise<number>;
  /** Listens for so long; answers when each sound that began and ended meanwhile did (3 ms exact). */
  bursts(limitDb: number, forMs: number): Promise<Burst[]>;
  /**
   * Listens for so long to tones that begin at `hz` and rise by `hzPerMs`; answers what is missing of the beginning of
   * each that was heard, in milliseconds (1 ms exact, whatever the jitter buffer stretches afterwards).
   */
  clipped(hz: number, hzPerMs: number, forMs: number): Promise<number[]>;
  /** Wall clock of the last click in this page, in milliseconds. */
  readonly clickedMs: number;
}

/** On the clock of the sound itself, in milliseconds. */
export interface Burst {
  readonly beganMs: number;
  readonly endedMs: number;
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
  const BESIDE_HZ = 160; // clear of the main lobe of a window of 25 ms
  const PEAK_DB = 6;
  const BLOCK = 128; // samples, as the audio graph works
  const APART_MS = 150; // silence that ends a sound
  const LISTEN_EVERY_MS = 60; // far less than the window holds
  const LOUD = 0.05;
  const APART_S = 0.3; // silence before what counts as a beginning
  const SKIP_S = 0.005; // the codec's own beginning
  const LOOK_S = 0.02;
  const taps = new Set<AnalyserNode>();
  /** What is connected to a loudspeaker. */
  const mouths = new Set<AudioNode>();
  const sideTaps: [AnalyserNode, AnalyserNode][] = [];
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
        mouths.add(this);
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

  /** Of both channels; listens from the first time that it is asked. */
  const sides = (hz: number, windowMs: number): [number, number] => {
    for (const mouth of mouths) {
      const splitter = new ChannelSplitterNode(mouth.context, { numberOfOutputs: 2 });
      const pair = [0, 1].map((side) => {
        const tap = new AnalyserNode(mouth.context, { fftSize: FFT_SIZE });
        Reflect.apply(connect, splitter, [tap, side]);
        return tap;
      });
      Reflect.apply(connect, mouth, [splitter]);
      const [left, right] = pair;
      if (left !== undefined && right !== undefined) {
        sideTaps.push([left, right]);
      }
    }
    mouths.clear();
    const [left = 0, right = 0] = [0, 1].map((side) =>
      sideTaps.reduce((sum, pair) => sum + powerOf(pair[side === 0 ? 0 : 1], hz, windowMs), 0),
    );
    return [Math.max(FLOOR_DB, 10 * Math.log10(left)), Math.max(FLOOR_DB, 10 * Math.log10(right))];
  };

  const peak = (hz: number, windowMs: number): number => {
    const here = level(hz, windowMs);
    const beside = Math.max(level(hz - BESIDE_HZ, windowMs), level(hz + BESIDE_HZ, windowMs));
    return here - beside > PEAK_DB ? here : -Infinity;
  };

  const loudness = (windowMs: number): number => {
    let power = 0;
    for (const tap of taps) {
      const count = Math.min(FFT_SIZE, Math.round((windowMs / 1_000) * tap.context.sampleRate));
      tap.getFloatTimeDomainData(samples);
      power += samples.subarray(FFT_SIZE - count).reduce((sum, value) => sum + value ** 2, 0) / count;
    }
    return Math.max(FLOOR_DB, 10 * Math.log10(power));
  };

  /** Blocks of the audio graph that were louder than `limit`, by their number since it began. */
  const listen = async (tap: AnalyserNode, limit: number, forMs: number): Promise<Map<number, boolean>> => {
    const heard = new Map<number, boolean>();
    const endMs = performance.now() + forMs;
    while (performance.now() < endMs) {
      const newest = Math.round((tap.context.currentTime * tap.context.sampleRate) / BLOCK);
      tap.getFloatTimeDomainData(samples);
      for (let back = 1; back <= FFT_SIZE / BLOCK; back += 1) {
        const block = samples.subarray(FFT_SIZE - back * BLOCK, FFT_SIZE - (back - 1) * BLOCK);
        heard.set(
          newest - back,
          block.some((value) => Math.abs(value) > limit),
        );
      }
      await new Promise((resolve) => setTimeout(resolve, LISTEN_EVERY_MS));
    }
    return heard;
  };

  /** The sound of some time, without a gap as long as the page is not held up for a third of a second. */
  const record = async (tap: AnalyserNode, forMs: number): Promise<Float32Array> => {
    const rate = tap.context.sampleRate;
    const now = (): number => Math.round(tap.context.currentTime * rate);
    const all = new Float32Array(Math.ceil((forMs / 1_000 + 1) * rate));
    const began = now();
    const end = began + (forMs / 1_000) * rate;
    while (now() < end) {
      const until = now() - began;
      tap.getFloatTimeDomainData(samples);
      all.set(samples.subarray(Math.max(0, FFT_SIZE - until)), Math.max(0, until - FFT_SIZE));
      await new Promise((resolve) => setTimeout(resolve, LISTEN_EVERY_MS));
    }
    return all;
  };

  /** By its upward zero crossings. */
  const frequencyOf = (sound: Float32Array, rate: number): { hz: number; atMs: number } => {
    const crossings: number[] = [];
    for (let index = 0; index + 1 < sound.length; index += 1) {
      const [here = 0, next = 0] = sound.subarray(index, index + 2);
      if (here <= 0 && next > 0) {
        crossings.push(index + here / (here - next));
      }
    }
    const [first = Number.NaN] = crossings;
    const last = crossings.at(-1) ?? Number.NaN;
    return { hz: ((crossings.length - 1) * rate) / (last - first), atMs: ((first + last) / 2 / rate) * 1_000 };
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
    sides,
    peak,
    loudness,
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
    async bursts(limitDb, forMs) {
      const [tap] = taps;
      if (tap === undefined) {
        return [];
      }
      const heard = await listen(tap, 10 ** (limitDb / 20), forMs);
      const msOf = (block: number): number => (block * BLOCK * 1_000) / tap.context.sampleRate;
      const found: Burst[] = [];
      let first: number | undefined;
      let last = -Infinity;
      for (const block of [...heard.keys()].sort((a, b) => a - b)) {
        if (heard.get(block) === true) {
          first ??= block;
          last = block;
        } else if (first !== undefined && msOf(block - last) > APART_MS) {
          found.push({ beganMs: msOf(first), endedMs: msOf(last + 1) });
          first = undefined;
        }
      }
      return found.slice(1); // the first may have begun before
    },
    async clipped(hz, hzPerMs, forMs) {
      const [tap] = taps;
      if (tap === undefined) {
        return [];
      }
      const sound = await record(tap, forMs);
      const rate = tap.context.sampleRate;
      const found: number[] = [];
      let quiet = 0;
      for (let index = 0; index + LOOK_S * rate < sound.length; index += 1) {
        if (Math.abs(sound[index] ?? 0) < LOUD) {
          quiet += 1;
        } else {
          if (quiet > APART_S * rate) {
            const start = index + Math.round(SKIP_S * rate);
            const heard = frequencyOf(sound.subarray(start, index + Math.round(LOOK_S * rate)), rate);
            found.push((heard.hz - hz) / hzPerMs - (heard.atMs + SKIP_S * 1_000));
          }
          quiet = 0;
        }
      }
      return found;
    },
    get clickedMs() {
      return clickedMs;
    },
  };
}
