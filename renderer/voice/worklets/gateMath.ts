/** The arithmetic of the voice gate, apart from the worklet so that it is tested without an audio thread. */

export interface GateSettings {
  /** dBFS at which the gate opens. */
  readonly openDb: number;
  /** How long it stays open after the last sound above the closing threshold. */
  readonly holdMs: number;
}

/** The closing threshold lies below the opening one: a voice around the threshold must not flap. */
const HYSTERESIS_DB = 6;
/** The level falls this fast after a sound, so that the gaps inside a syllable are not seen. */
const LEVEL_FALL_DB_PER_S = 200;
const FLOOR_DB = -100;

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
  #open = false;
  #quietMs = 0;

  constructor(settings: GateSettings) {
    this.#settings = settings;
  }

  get open(): boolean {
    return this.#open;
  }

  /** dBFS, rising at once and falling slowly. */
  get levelDb(): number {
    return this.#levelDb;
  }

  configure(settings: GateSettings): void {
    this.#settings = settings;
  }

  /** Takes one block of the microphone; answers whether it is to be transmitted. */
  push(samples: Float32Array, blockMs: number): boolean {
    const fallen = this.#levelDb - (LEVEL_FALL_DB_PER_S * blockMs) / 1_000;
    this.#levelDb = Math.max(toDb(rms(samples)), fallen, FLOOR_DB);
    if (this.#levelDb >= this.#settings.openDb) {
      this.#open = true;
      this.#quietMs = 0;
    } else if (this.#levelDb >= this.#settings.openDb - HYSTERESIS_DB) {
      this.#quietMs = 0;
    } else if (this.#open) {
      this.#quietMs += blockMs;
      this.#open = this.#quietMs < this.#settings.holdMs;
    }
    return this.#open;
  }
}
