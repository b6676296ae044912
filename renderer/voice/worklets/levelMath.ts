/** Speech of everybody comes to this, dBFS (RMS of the voiced parts). */
export const TARGET_DB = -20;
export const MIN_GAIN_DB = -12;
export const MAX_GAIN_DB = 24;

/** Below this nothing is speech, and below SILENT nothing was sent at all. */
const SPEECH_DB = -55;
const SILENT_DB = -85;
/** Speech stands out of its room by so much, */
const ABOVE_FLOOR_DB = 9;
/** and what is so far below a person's speech is the pause in it: the idea of the gates in EBU R 128. */
const PAUSE_BELOW_DB = 15;
/** A sound without a dip is taken for noise when the floor has come up to it. */
const FLOOR_START_DB = -70;
const FLOOR_RISE_DB_PER_S = 6;
const FLOOR_FALL_S = 0.02;
/** The level of blocks falls no quicker than this, so that a deep voice does not flicker. */
const LEVEL_FALL_S = 0.02;
/** Speech of so many seconds is averaged; the first word counts at once. */
const MEMORY_S = 3;
const FIRST_S = 0.2;
/** Somebody is quieter than before for so long: what was known of them is forgotten, bit by bit. */
const DOUBT_S = 2;
const FORGET_DB_PER_S = 6;
/** The gain follows no quicker, so that nobody hears it move. */
const UP_DB_PER_S = 6;
const DOWN_DB_PER_S = 12;
/** How long a word goes on counting as speech, and how quickly its lift comes and goes. */
const HOLD_S = 0.25;
const LIFT_S = 0.004;
const DROP_S = 0.08;

/** Added to a power, so that silence is -150 dB and not endless. */
const SILENCE_POWER = 1e-15;
const decibels = (power: number): number => 10 * Math.log10(power + SILENCE_POWER);
const amplitude = (db: number): number => 10 ** (db / 20);
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const share = (seconds: number, constantS: number): number => 1 - Math.exp(-seconds / constantS);

/**
 * Brings one person's speech to the loudness of everybody's: measures it while they speak, and moves their gain slowly.
 * Only speech is lifted: what is between the words never comes louder than it was sent.
 */
export class Leveller {
  #levelDb = SILENT_DB;
  #floorDb = FLOOR_START_DB;
  /** Mean power of their speech, of so many seconds; 0 while nothing is known. */
  #speech = 0;
  #knownS = 0;
  #doubtS = 0;
  #holdS = 0;
  #gainDb = 0;
  #applied = 1;

  /** The gain that this person's speech has by now, dB. */
  get gainDb(): number {
    return this.#gainDb;
  }

  /** Somebody speaks here from now on. @param gainDb what was learned of them before; undefined: nothing */
  begin(gainDb: number | undefined): void {
    this.#levelDb = SILENT_DB;
    this.#floorDb = FLOOR_START_DB;
    this.#doubtS = 0;
    this.#gainDb = clamp(gainDb ?? 0, MIN_GAIN_DB, MAX_GAIN_DB);
    this.#speech = gainDb === undefined ? 0 : 10 ** ((TARGET_DB - this.#gainDb) / 10);
    this.#knownS = gainDb === undefined ? 0 : MEMORY_S / 2;
  }

  /** @param power mean square of one block; @returns its gain, linear */
  push(power: number, seconds: number): number {
    const db = this.#follow(power, seconds);
    const audible = db > Math.max(SPEECH_DB, this.#floorDb + ABOVE_FLOOR_DB);
    if (audible && (this.#knownS === 0 || db > decibels(this.#speech) - PAUSE_BELOW_DB)) {
      this.#learn(power, seconds);
    } else if (audible) {
      this.#doubt(seconds);
    }
    const lifted = this.#holdS > 0;
    this.#holdS -= seconds;
    const target = amplitude(lifted ? this.#gainDb : Math.min(0, this.#gainDb));
    this.#applied += (target - this.#applied) * share(seconds, target > this.#applied ? LIFT_S : DROP_S);
    return this.#applied;
  }

  /** The level now, dBFS: up at once, down slowly. Keeps the floor below it. */
  #follow(power: number, seconds: number): number {
    const now = decibels(power);
    this.#levelDb = now > this.#levelDb ? now : this.#levelDb + (now - this.#levelDb) * share(seconds, LEVEL_FALL_S);
    if (now > SILENT_DB) {
      this.#floorDb =
        this.#levelDb < this.#floorDb
          ? this.#floorDb + (this.#levelDb - this.#floorDb) * share(seconds, FLOOR_FALL_S)
          : Math.min(this.#levelDb, this.#floorDb + FLOOR_RISE_DB_PER_S * seconds);
    }
    return this.#levelDb;
  }

  #learn(power: number, seconds: number): void {
    this.#holdS = HOLD_S;
    this.#doubtS = 0;
    this.#knownS = Math.min(MEMORY_S, this.#knownS + seconds);
    const weight = this.#speech === 0 ? 1 : Math.min(1, seconds / Math.max(FIRST_S, this.#knownS));
    this.#speech += (power - this.#speech) * weight;
    const wanted = clamp(TARGET_DB - decibels(this.#speech), MIN_GAIN_DB, MAX_GAIN_DB);
    this.#gainDb += clamp(wanted - this.#gainDb, -DOWN_DB_PER_S * seconds, UP_DB_PER_S * seconds);
  }

  #doubt(seconds: number): void {
    this.#doubtS += seconds;
    if (this.#doubtS > DOUBT_S) {
      this.#speech *= 10 ** ((-FORGET_DB_PER_S * seconds) / 10);
      this.#knownS = FIRST_S; // what comes next counts more than what was
    }
  }
}
