/** What a fake microphone hears: a sine, so that the far end can tell by its frequency whom it hears; or bursts of it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SAMPLE_RATE_HZ = 48_000;
/** Whole seconds hold whole periods of whole frequencies: Chromium loops the file without a click. */
const SECONDS = 10;
const PEAK_DB = -12;
const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;
const SPEECH_MS = 5_000;
const SYLLABLES_PER_S = 2; // with a pause between them
const PITCH_HZ = 140;
const FORMANTS_HZ = [700, 1_200, 2_500];
const VOWEL_PEAK = 0.12;
const NOISE_PEAK = 10 ** (-45 / 20) * Math.sqrt(3); // the peak of even noise over its RMS

/** Somebody who speaks and pauses: both in whole milliseconds that fill ten seconds together, over and over. */
export interface Bursts {
  readonly toneMs: number;
  readonly silenceMs: number;
  /** The tone rises from its frequency by so much each millisecond: how it begins tells what is missing before. */
  readonly risesHzPerMs?: number;
  /** Peak, dBFS; -12 otherwise. */
  readonly peakDb?: number;
  /** Peak of the tone in the pauses, which are silent otherwise. */
  readonly pausePeakDb?: number;
}
/** Frequencies, Hz. */
export type Sides = readonly [left: number, right: number];
const ENDLESS: Bursts = { toneMs: SECONDS * 1_000, silenceMs: 0 };

/** Writes a mono 16 bit WAV file into `folder`; answers its path. */
export async function writeTone(folder: string, hz: number, bursts = ENDLESS): Promise<string> {
  const { toneMs, silenceMs, peakDb = '', pausePeakDb = '' } = bursts;
  const path = join(folder, `tone-${[hz, toneMs, silenceMs, peakDb, pausePeakDb].join('-')}.wav`);
  await writeFile(path, wavOf([sineOf(hz, bursts)]));
  return path;
}

/** Another tone in each ear. @param peakDb of both, dBFS */
export async function writeStereo(folder: string, [left, right]: Sides, peakDb: number): Promise<string> {
  const path = join(folder, `tones-${String(left)}-${String(right)}${String(peakDb)}.wav`);
  const endless = { ...ENDLESS, peakDb };
  await writeFile(path, wavOf([sineOf(left, endless), sineOf(right, endless)]));
  return path;
}

/**
 * Somebody in a noisy room: five seconds of vowels (harmonics of 140 Hz under three formants, two syllables a second, about
 * -20 dBFS), five without, all of it in white noise of -45 dBFS. Writes it into `folder`; answers its path.
 */
export async function writeNoisySpeech(folder: string): Promise<string> {
  const path = join(folder, 'noisy-speech.wav');
  const noise = noiseOf(NOISE_PEAK);
  await writeFile(path, wavOf([(atMs) => noise() + (atMs < SPEECH_MS ? vowelAt(atMs / 1_000) : 0)]));
  return path;
}

/** The same noise each time: a linear congruential generator (Numerical Recipes). Evenly distributed. */
function noiseOf(peak: number): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 31 - 1) * peak;
  };
}

function vowelAt(second: number): number {
  const syllable = Math.max(0, Math.sin(2 * Math.PI * SYLLABLES_PER_S * second)) ** 0.5;
  const pitchHz = PITCH_HZ + 12 * Math.sin(2 * Math.PI * 0.7 * second); // no voice is as even as a machine
  let value = 0;
  for (let harmonic = 1; harmonic * pitchHz < 4_000; harmonic += 1) {
    const hz = harmonic * pitchHz;
    const formants = FORMANTS_HZ.reduce((sum, formant) => sum + 1 / (1 + ((hz - formant) / 120) ** 2), 0);
    value += (formants / harmonic ** 0.5) * Math.sin(2 * Math.PI * harmonic * PITCH_HZ * second);
  }
  return VOWEL_PEAK * syllable * value;
}

const sineOf = (
  hz: number,
  { toneMs, silenceMs, risesHzPerMs = 0, peakDb = PEAK_DB, pausePeakDb = -Infinity }: Bursts,
): ((atMs: number) => number) => {
  const amplitude = 10 ** (peakDb / 20);
  const pauseAmplitude = 10 ** (pausePeakDb / 20);
  return (atMs) => {
    const inCycleMs = atMs % (toneMs + silenceMs);
    const sinceMs = risesHzPerMs === 0 ? atMs : inCycleMs;
    const periods = (hz * sinceMs + (risesHzPerMs * sinceMs ** 2) / 2) / 1_000;
    return (inCycleMs >= toneMs ? pauseAmplitude : amplitude) * Math.sin(2 * Math.PI * periods);
  };
};

/** RIFF WAVE, PCM (http://soundfile.sapp.org/doc/WaveFormat/). @param channels -1 to 1 each, by the time in ms */
function wavOf(channels: readonly ((atMs: number) => number)[]): Buffer {
  const frameBytes = channels.length * BYTES_PER_SAMPLE;
  const dataBytes = SAMPLE_RATE_HZ * SECONDS * frameBytes;
  const wav = Buffer.alloc(HEADER_BYTES + dataBytes);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16); // size of this chunk
  wav.writeUInt16LE(1, 20); // PCM
  wav.writeUInt16LE(channels.length, 22);
  wav.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  wav.writeUInt32LE(SAMPLE_RATE_HZ * frameBytes, 28);
  wav.writeUInt16LE(frameBytes, 32);
  wav.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(dataBytes, 40);
  for (let index = 0; index < SAMPLE_RATE_HZ * SECONDS; index += 1) {
    for (const [channel, valueAt] of channels.entries()) {
      const value = Math.max(-1, Math.min(1, valueAt((index / SAMPLE_RATE_HZ) * 1_000)));
      wav.writeInt16LE(Math.round(value * 0x7fff), HEADER_BYTES + index * frameBytes + channel * BYTES_PER_SAMPLE);
    }
  }
  return wav;
}
