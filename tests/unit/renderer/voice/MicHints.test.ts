import { describe, expect, it } from 'vitest';
import { MicHints, type MicHint } from '../../../../renderer/voice/MicHints.ts';

const STEP_MS = 50;
const TALK = { levelDb: -20, thresholdDb: -50, speech: true };
const QUIET = { levelDb: -70, thresholdDb: -50, speech: false };
const DEAD = { levelDb: -100, thresholdDb: -50, speech: false };

class Listener {
  readonly hints = new MicHints();
  #nowMs = 0;

  during(reading: typeof TALK, muted: boolean, forMs: number): MicHint | undefined {
    let hint: MicHint | undefined;
    for (const endMs = this.#nowMs + forMs; this.#nowMs < endMs; this.#nowMs += STEP_MS) {
      hint = this.hints.read(reading, muted, this.#nowMs);
    }
    return hint;
  }
}

describe('whoever talks while muted', () => {
  it('is told after a word or two, until they have stopped for a while', () => {
    const one = new Listener();
    expect(one.during(TALK, true, 500)).toBeUndefined();
    expect(one.during(TALK, true, 500)).toBe('mutedTalking');
    expect(one.during(QUIET, true, 2_000)).toBe('mutedTalking');
    expect(one.during(QUIET, true, 4_000)).toBeUndefined();
  });

  it('is not told unmuted, nor for a cough, nor any longer once they unmute', () => {
    const one = new Listener();
    expect(one.during(TALK, false, 3_000)).toBeUndefined();
    expect(one.during(QUIET, true, 1_000)).toBeUndefined();
    expect(one.during(TALK, true, 300)).toBeUndefined();
    expect(one.during(TALK, true, 1_000)).toBe('mutedTalking');
    expect(one.during(TALK, false, STEP_MS)).toBeUndefined();
  });

  it('may dismiss it: told again only after a while of silence', () => {
    const one = new Listener();
    one.during(TALK, true, 1_000);
    one.hints.dismiss();
    expect(one.during(TALK, true, 5_000)).toBeUndefined();
    one.during(QUIET, true, 6_000);
    expect(one.during(TALK, true, 1_000)).toBe('mutedTalking');
  });
});

describe('a microphone that gives nothing', () => {
  it('is told after some seconds, and no longer when something comes', () => {
    const one = new Listener();
    expect(one.during(DEAD, false, 5_000)).toBeUndefined();
    expect(one.during(DEAD, false, 2_000)).toBe('micSilent');
    expect(one.during(QUIET, false, STEP_MS)).toBeUndefined();
  });

  it('is none of a muted person, nor of a quiet room', () => {
    const one = new Listener();
    expect(one.during(DEAD, true, 20_000)).toBeUndefined();
    expect(one.during(QUIET, false, 20_000)).toBeUndefined();
  });
});
