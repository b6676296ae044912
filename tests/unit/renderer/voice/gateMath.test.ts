import { describe, expect, it } from 'vitest';
import { DEFAULT_AUDIO_SETTINGS } from '../../../../renderer/voice/VoiceState.ts';
import { Gate, rms, toDb, type GateSettings } from '../../../../renderer/voice/worklets/gateMath.ts';

const SAMPLE_RATE_HZ = 48_000;
const BLOCK = 128;
const BLOCK_MS = (BLOCK / SAMPLE_RATE_HZ) * 1_000;

/** One block of a 440 Hz sine whose RMS is `levelDb`. */
function tone(levelDb: number, at = 0): Float32Array {
  const amplitude = Math.SQRT2 * 10 ** (levelDb / 20);
  return Float32Array.from(
    { length: BLOCK },
    (_, index) => amplitude * Math.sin((2 * Math.PI * 440 * (at * BLOCK + index)) / SAMPLE_RATE_HZ),
  );
}

const VOICE: GateSettings = { opens: 'voice', openDb: -50, holdMs: 300, releaseMs: 200 };
const silence = new Float32Array(BLOCK);

function openFor(gate: Gate, block: (index: number) => Float32Array, durationMs: number): number {
  let openMs = 0;
  for (let index = 0; index * BLOCK_MS < durationMs; index += 1) {
    openMs += gate.push(block(index), BLOCK_MS) ? BLOCK_MS : 0;
  }
  return openMs;
}

describe('the voice gate', () => {
  it('measures a constant at its own amplitude', () => {
    expect(toDb(rms(new Float32Array(BLOCK).fill(0.5)))).toBeCloseTo(-6.02, 2);
    expect(toDb(0)).toBe(-100);
    expect(rms(new Float32Array(0))).toBe(0);
  });

  it('opens within the first loud block, so that no onset is clipped', () => {
    const gate = new Gate(VOICE);
    expect(gate.push(silence, BLOCK_MS)).toBe(false);
    expect(gate.push(new Float32Array(BLOCK).fill(0.1), BLOCK_MS)).toBe(true);
  });

  it('stays shut in a quiet room', () => {
    const gate = new Gate(VOICE);
    expect(openFor(gate, (index) => tone(-60, index), 2_000)).toBe(0);
  });

  it('C4: holds 300 ms over natural pauses unless told otherwise, then closes', () => {
    const { holdMs } = DEFAULT_AUDIO_SETTINGS;
    for (const [settings, heldMs] of [
      [{ ...VOICE, holdMs }, 300],
      [{ ...VOICE, holdMs: 1_000 }, 1_000],
    ] as const) {
      const gate = new Gate(settings);
      openFor(gate, (index) => tone(-20, index), 200);
      const openMs = openFor(gate, () => silence, 2_000);
      // The level takes (-20 to -56) / 200 dB a second = 180 ms to fall, then the hold begins.
      expect(openMs).toBeGreaterThan(180 + heldMs - 2 * BLOCK_MS);
      expect(openMs).toBeLessThan(180 + heldMs + 4 * BLOCK_MS);
      expect(gate.speech).toBe(false);
    }
  });

  it('C14: does not flap around the threshold, however slowly the voice sways about it', () => {
    const gate = new Gate(VOICE);
    let changes = 0;
    let before = false;
    for (let index = 0; index < 2_000; index += 1) {
      const open = gate.push(tone(index % 400 < 200 ? -49 : -53, index), BLOCK_MS); // half a second each
      changes += open === before ? 0 : 1;
      before = open;
    }
    expect(changes).toBe(1);
  });
});

describe('a gate by push-to-talk', () => {
  it('is open while held and for the release, whatever is said', () => {
    const gate = new Gate({ ...VOICE, opens: 'held' });
    expect(openFor(gate, (index) => tone(-20, index), 500)).toBe(0);
    expect(gate.speech).toBe(true);
    gate.hold(true);
    expect(openFor(gate, () => silence, 500)).toBeGreaterThanOrEqual(500);
    gate.hold(false);
    const afterMs = openFor(gate, (index) => tone(-20, index), 1_000);
    expect(afterMs).toBeGreaterThan(190);
    expect(afterMs).toBeLessThan(210);
  });
});

describe('a gate that is always open', () => {
  it('lets silence through as well, and still knows speech', () => {
    const gate = new Gate({ ...VOICE, opens: 'always' });
    expect(gate.push(silence, BLOCK_MS)).toBe(true);
    expect(gate.speech).toBe(false);
  });
});

describe('an automatic threshold', () => {
  const AUTOMATIC: GateSettings = { ...VOICE, openDb: 'automatic' };
  const word = (index: number, levelDb: number, noiseDb: number): Float32Array =>
    tone(index % 300 < 150 ? levelDb : noiseDb, index); // 400 ms of speech, 400 ms of noise

  it('stays shut in the noise of a loud room, and opens for speech above it', () => {
    const gate = new Gate(AUTOMATIC);
    openFor(gate, (index) => tone(-45, index), 6_000); // it learns the room
    expect(openFor(gate, (index) => tone(-45, index), 3_000)).toBe(0);
    expect(openFor(gate, (index) => word(index, -22, -45), 800)).toBeGreaterThan(400);
  });

  it('opens for somebody quiet in a quiet room, within the block', () => {
    const gate = new Gate(AUTOMATIC);
    openFor(gate, (index) => tone(-80, index), 3_000);
    expect(gate.thresholdDb).toBe(-65);
    expect(gate.push(tone(-55), BLOCK_MS)).toBe(true);
  });

  it('does not take long speech with its gaps for noise', () => {
    const gate = new Gate(AUTOMATIC);
    openFor(gate, (index) => word(index, -25, -70), 20_000);
    expect(gate.thresholdDb).toBeLessThan(-40);
  });
});
