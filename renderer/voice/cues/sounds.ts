import type { Cue } from './cues.ts';

/**
 * How each cue sounds: a few sines and some noise, whose pitches are related (E flat major, as bells would be tuned). What
 * begins something rises, what ends it falls; what shuts is low, what opens high.
 */

export interface Note {
  /** A tone of this pitch; noise around it where `noise` says so. */
  readonly hz: number;
  readonly atMs: number;
  readonly ms: number;
  readonly gain?: number;
  readonly noise?: boolean;
}

const EB3 = 155.56;
const BB3 = 233.08;
const EB4 = 311.13;
const G4 = 392;
const BB4 = 466.16;
const EB5 = 622.25;
const G5 = 783.99;
const BB5 = 932.33;

/** Both ears together, LUFS: quieter than any voice in a call. */
const LOUDNESS_DB = -24;
/** A signal of both ears is 3 dB louder than of one, and the weighting of ITU-R BS.1770 takes 0.7 off. */
const EACH_EAR_DB = LOUDNESS_DB + 0.691 - 3.01;
/** So long a note takes to be there: a click is what is left out by it. */
const ATTACK_S = 0.009;
/** And so long at its end, whatever it still is. */
const RELEASE_S = 0.012;
/** Bells fall to a third in a third of their length. */
const DECAY_SHARE = 0.34;
/** The octave above, by which a sine is a tone. */
const OCTAVE_GAIN = 0.18;

/** A bell of this pitch. */
export const tone = (hz: number, atMs: number, ms: number, gain = 1): Note => ({ hz, atMs, ms, gain });
const tap = (hz: number, atMs: number, ms: number, gain = 1): Note => ({ hz, atMs, ms, gain, noise: true });

const SCORES: Readonly<Record<Cue, readonly Note[]>> = {
  join: [tone(EB5, 0, 180), tone(BB5, 90, 240)],
  leave: [tone(BB5, 0, 180), tone(EB5, 90, 240)],
  ownJoin: [tone(EB5, 0, 160), tone(G5, 70, 180), tone(BB5, 140, 250)],
  ownLeave: [tone(BB5, 0, 160), tone(G5, 70, 180), tone(EB5, 140, 250)],
  mute: [tone(BB4, 0, 90, 0.8), tone(EB4, 60, 160)],
  unmute: [tone(BB4, 0, 90, 0.8), tone(EB5, 60, 160)],
  deafen: [tone(EB4, 0, 120, 0.8), tone(BB3, 70, 130, 0.9), tone(EB3, 140, 220)],
  undeafen: [tone(BB3, 0, 120, 0.8), tone(EB4, 70, 130, 0.9), tone(BB4, 140, 220)],
  shareStart: [tone(EB4, 0, 380), tone(G4, 25, 355), tone(BB4, 50, 330), tone(EB5, 75, 305)],
  shareStop: [tone(EB5, 0, 330), tone(BB4, 25, 330), tone(G4, 50, 330), tone(EB4, 75, 305)],
  cameraOn: [tap(2_400, 0, 40, 0.5), tone(G5, 40, 200)],
  cameraOff: [tap(2_400, 0, 40, 0.5), tone(G4, 40, 200)],
  viewerJoin: [tone(G5, 0, 110, 0.8), tone(BB5, 60, 140)],
  viewerLeave: [tone(BB5, 0, 110, 0.8), tone(G5, 60, 140)],
  talkOn: [tone(G5, 0, 70)],
  talkOff: [tone(G4, 0, 80)],
  disconnect: [tone(G4, 0, 170), tone(EB4, 130, 250)],
  reconnect: [tone(EB4, 0, 170), tone(G4, 130, 250)],
  message: [tap(1_400, 0, 45, 0.6), tone(BB5, 8, 120)],
  mention: [tap(1_400, 0, 45, 0.6), tone(BB5, 8, 130), tone(G5, 120, 80, 0.7), tone(BB5, 170, 210)],
};

/** One channel of a cue, to be given to both ears. Always the same, to the sample. */
export const soundOf = (cue: Cue, sampleRateHz: number): Float32Array<ArrayBuffer> =>
  soundOfNotes(SCORES[cue], sampleRateHz);

/** The same of any notes. */
export function soundOfNotes(score: readonly Note[], sampleRateHz: number): Float32Array<ArrayBuffer> {
  const lengthMs = Math.max(...score.map(({ atMs, ms }) => atMs + ms));
  const sound = new Float32Array(Math.round((lengthMs / 1_000) * sampleRateHz));
  for (const note of score) {
    play(note, sound, sampleRateHz);
  }
  const power = sound.reduce((sum, value) => sum + value * value, 0) / sound.length;
  const gain = 10 ** (EACH_EAR_DB / 20) / Math.sqrt(power);
  return sound.map((value) => value * gain);
}

/** Adds a note where it belongs. */
function play({ hz, atMs, ms, gain = 1, noise = false }: Note, sound: Float32Array, rate: number): void {
  const begin = Math.round((atMs / 1_000) * rate);
  const seconds = ms / 1_000;
  const valueAt = noise ? hiss(hz, rate) : bell(hz);
  for (let index = 0; index < seconds * rate && begin + index < sound.length; index += 1) {
    const at = index / rate;
    const swell = Math.min(1, at / ATTACK_S, Math.max(0, seconds - at) / RELEASE_S);
    const soft = (1 - Math.cos(Math.PI * swell)) / 2;
    sound[begin + index] =
      (sound[begin + index] ?? 0) + gain * soft * Math.exp(-at / (seconds * DECAY_SHARE)) * valueAt(at);
  }
}

const bell =
  (hz: number) =>
  (at: number): number =>
    Math.sin(2 * Math.PI * hz * at) + OCTAVE_GAIN * Math.sin(4 * Math.PI * hz * at);

/** Numerical Recipes' generator of random numbers, of 32 bits, the same each time. */
const RANDOM = { seed: 7, factor: 1_664_525, step: 1_013_904_223, half: 2 ** 31 } as const;
/** How long a resonator goes on by itself: the radius of its poles. */
const RESONANCE = 0.97;

/** Noise about a pitch: a resonator driven by random numbers. */
function hiss(hz: number, rate: number): () => number {
  const radius = RESONANCE;
  const turn = 2 * radius * Math.cos((2 * Math.PI * hz) / rate);
  let state: number = RANDOM.seed;
  let last = 0;
  let before = 0;
  return () => {
    state = (Math.imul(state, RANDOM.factor) + RANDOM.step) >>> 0;
    const now = (state / RANDOM.half - 1) * (1 - radius) * 4 + turn * last - radius * radius * before;
    before = last;
    last = now;
    return now;
  };
}
