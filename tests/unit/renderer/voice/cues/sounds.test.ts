import { describe, expect, it } from 'vitest';
import { CUES, type Cue } from '../../../../../renderer/voice/cues/cues.ts';
import { soundOf } from '../../../../../renderer/voice/cues/sounds.ts';
import { loudnessOf } from '../../../../fakes/loudness.ts';

const RATE = 48_000;
const LUFS = -24;
const NEAR_DB = 2;
const LONGEST_MS = 400;
const ATTACK_MS = 3;

const peakOf = (samples: Float32Array): number => samples.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);

/** Mean pitch of a stretch, by upward zero crossings. */
const pitchOf = (samples: Float32Array): number => {
  const count = samples.filter((value, index) => value > 0 && (samples[index - 1] ?? 0) <= 0).length;
  return (count * RATE) / samples.length;
};

const halves = (cue: Cue): [number, number] => {
  const sound = soundOf(cue, RATE);
  const tail = Math.round(0.1 * RATE);
  return [pitchOf(sound.subarray(0, Math.round(0.06 * RATE))), pitchOf(sound.subarray(-tail))];
};

describe('the measure', () => {
  it('is right: a sine of 997 Hz and 0 dBFS in both ears is at 0 LUFS', () => {
    const sine = new Float32Array(RATE).map((_, index) => Math.sin((2 * Math.PI * 997 * index) / RATE));
    expect(loudnessOf(sine)).toBeCloseTo(0, 1);
  });
});

describe.each(CUES)('the sound of %s', (cue) => {
  const sound = soundOf(cue, RATE);

  it('is as loud as every other', () => {
    expect(Math.abs(loudnessOf(sound) - LUFS)).toBeLessThan(NEAR_DB);
  });

  it('is short, never near full scale, and the same each time', () => {
    expect((sound.length / RATE) * 1_000).toBeLessThan(LONGEST_MS);
    expect(peakOf(sound)).toBeLessThan(0.5);
    expect(soundOf(cue, RATE)).toEqual(sound);
  });

  it('begins and ends softly', () => {
    const peak = peakOf(sound);
    const edge = Math.round((ATTACK_MS / 1_000) * RATE);
    expect(peakOf(sound.subarray(0, edge / 3))).toBeLessThan(peak / 5);
    expect(peakOf(sound.subarray(-edge / 3))).toBeLessThan(peak / 20);
  });
});

describe('what they say', () => {
  it.each(['join', 'ownJoin', 'unmute', 'undeafen', 'reconnect', 'viewerJoin'] as const)('%s rises', (cue) => {
    const [first, last] = halves(cue);
    expect(last).toBeGreaterThan(first * 1.1);
  });

  it.each(['leave', 'ownLeave', 'mute', 'deafen', 'disconnect', 'viewerLeave'] as const)('%s falls', (cue) => {
    const [first, last] = halves(cue);
    expect(last).toBeLessThan(first / 1.1);
  });
});
