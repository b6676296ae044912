import { describe, expect, it } from 'vitest';
import { Gate, rms, toDb } from '../../../../renderer/voice/worklets/gateMath.ts';

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
    const gate = new Gate({ openDb: -50, holdMs: 300 });
    expect(gate.push(silence, BLOCK_MS)).toBe(false);
    expect(gate.push(new Float32Array(BLOCK).fill(0.1), BLOCK_MS)).toBe(true);
  });

  it('stays shut in a quiet room', () => {
    const gate = new Gate({ openDb: -50, holdMs: 300 });
    expect(openFor(gate, (index) => tone(-60, index), 2_000)).toBe(0);
  });

  it('C4: holds 300 ms over natural pauses, then closes', () => {
    const gate = new Gate({ openDb: -50, holdMs: 300 });
    openFor(gate, (index) => tone(-20, index), 200);
    const openMs = openFor(gate, () => silence, 2_000);
    // The level takes (-20 to -56) / 200 dB a second = 180 ms to fall, then the hold begins.
    expect(openMs).toBeGreaterThanOrEqual(300);
    expect(openMs).toBeLessThan(600);
    expect(gate.open).toBe(false);
  });

  it('C14: does not flap around the threshold', () => {
    const gate = new Gate({ openDb: -50, holdMs: 300 });
    let changes = 0;
    let before = false;
    for (let index = 0; index < 2_000; index += 1) {
      const open = gate.push(tone(index % 40 < 20 ? -49 : -53, index), BLOCK_MS);
      changes += open === before ? 0 : 1;
      before = open;
    }
    expect(changes).toBe(1);
  });
});
