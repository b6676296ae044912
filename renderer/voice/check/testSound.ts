import { soundOfNotes, tone } from '../cues/sounds.ts';

const EB4 = 311.13;
const G4 = 392;
const BB4 = 466.16;
const EB5 = 622.25;

const NOTE_MS = 550;
const CHORD_MS = 900;
const APART_MS = 150;

/** A note on the left, a higher one on the right, and a chord of both in the middle. */
const LEFT = [tone(G4, 0, NOTE_MS)];
const RIGHT = [tone(BB4, 0, NOTE_MS)];
const BOTH = [tone(EB4, 0, CHORD_MS), tone(G4, 30, CHORD_MS - 30), tone(EB5, 60, CHORD_MS - 60)];

/** What a speaker is tried with, in stereo: whoever has it the wrong way round hears that too. */
export function testSound(sampleRate: number): AudioBuffer {
  const samplesOf = (ms: number): number => Math.round((ms / 1_000) * sampleRate);
  const step = samplesOf(NOTE_MS + APART_MS);
  const length = 2 * step + samplesOf(CHORD_MS);
  const buffer = new AudioBuffer({ length, numberOfChannels: 2, sampleRate });
  buffer.copyToChannel(soundOfNotes(LEFT, sampleRate), 0, 0);
  buffer.copyToChannel(soundOfNotes(RIGHT, sampleRate), 1, step);
  for (const side of [0, 1]) {
    buffer.copyToChannel(soundOfNotes(BOTH, sampleRate), side, 2 * step);
  }
  return buffer;
}
