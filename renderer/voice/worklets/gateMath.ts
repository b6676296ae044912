/** The arithmetic of the voice gate, apart from the worklet so that it is tested without an audio thread. */

export interface GateSettings {
  /** What opens it: speech, a held key, or nothing has to. */
  readonly opens: 'voice' | 'held' | 'always';
  /** dBFS above which there is speech; `automatic` follows the noise of the room. */
  readonly openDb: number | 'automatic';
  /** How long speech is taken to go on after the last sound above the closing threshold. */
  readonly holdMs: number;
  /** How long it stays open when the key is let go. */
  readonly releaseMs: number;
}

/** The closing threshold lies below the opening one: a voice around the threshold must not flap. */
const HYSTERESIS_DB = 6;
/** The level falls this fast after a sound, so that the gaps inside a syllable are not seen. */
const LEVEL_FALL_DB_PER_S = 200;
const FLOOR_DB = -100;
/** Speech stands out of the noise by so much. */
const ABOVE_NOISE_DB = 12;
const AUTOMATIC_MIN_DB = -65;
const AUTOMATIC_MAX_DB = -30;
/** Noise is what is heard between words: found at once when it gets quieter, and slowly when it gets louder. */
const NOISE_RISE_DB_PER_S = 4;
const NOISE_FALL_SHARE = 0.2;
const NOISE_AT_FIRST_DB = -62;

/** dBFS of an amplitude from 0 to 1. */
export const toDb = (amplitude: number): number => Math.max(FLOOR_DB, 20 * Math.log10(amplitude));

/** Root mean square of one block of samples, as amplitude. */
export function rms(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) {
    sum += sample * sample;
  }
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** Voice activity with two thresholds and a hold. It opens within the very block that is loud enough. */
export class Gate {
  #settings: GateSettings;
  #levelDb = FLOOR_DB;
  #noiseDb = NOISE_AT_FIRST_DB;
  #speech = false;
  #quietMs = 0;
  #held = false;
  /** Of the release that is still to pass. */
  #releaseMs = 0;

  constructor(settings: GateSettings) {
    this.#settings = settings;
  }

  /** Whether there is speech, whatever opens the gate. */
  get speech(): boolean {
    return this.#speech;
  }

  /** dBFS above which there is speech now. */
  get thresholdDb(): number {
    const { openDb } = this.#settings;
    return openDb === 'automatic'
      ? Math.min(AUTOMATIC_MAX_DB, Math.max(AUTOMATIC_MIN_DB, this.#noiseDb + ABOVE_NOISE_DB))
      : openDb;
  }

  /** dBFS, rising at once and falling slowly. */
  get levelDb(): number {
    return this.#levelDb;
  }

  configure(settings: GateSettings): void {
    this.#settings = settings;
  }

  /** The key is held, or let go. */
  hold(held: boolean): void {
    if (this.#held && !held) {
      this.#releaseMs = this.#settings.releaseMs;
    }
    this.#held = held;
  }

  /** Takes one block of the microphone; answers whether it is to be transmitted. */
  push(samples: Float32Array, blockMs: number): boolean {
    const fallen = this.#levelDb - (LEVEL_FALL_DB_PER_S * blockMs) / 1_000;
    this.#levelDb = Math.max(toDb(rms(samples)), fallen, FLOOR_DB);
    this.#listen(blockMs);
    if (!this.#held) {
      this.#releaseMs = Math.max(0, this.#releaseMs - blockMs);
    }
    switch (this.#settings.opens) {
      case 'voice':
        return this.#speech;
      case 'held':
        return this.#held || this.#releaseMs > 0;
      case 'always':
        return true;
    }
  }

  #listen(blockMs: number): void {
    const rise = (NOISE_RISE_DB_PER_S * blockMs) / 1_000;
    this.#noiseDb =
      this.#levelDb < this.#noiseDb
        ? this.#noiseDb + (this.#levelDb - this.#noiseDb) * NOISE_FALL_SHARE
        : Math.min(this.#levelDb, this.#noiseDb + rise);
    const { thresholdDb } = this;
    if (this.#levelDb >= thresholdDb) {
      this.#speech = true;
      this.#quietMs = 0;
    } else if (this.#levelDb >= thresholdDb - HYSTERESIS_DB) {
      this.#quietMs = 0;
    } else if (this.#speech) {
      this.#quietMs += blockMs;
      this.#speech = this.#quietMs < this.#settings.holdMs;
    }
  }
}
