import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Limiter } from '../../../../renderer/voice/worklets/limiterMath.ts';

const RATE = 48_000;

function run(limiter: Limiter, input: Float32Array): Float32Array {
  const output = new Float32Array(input.length);
  limiter.process([input], [output]);
  return output;
}

describe('the limiter', () => {
  it('leaves what is below the ceiling alone, without delay', () => {
    const input = Float32Array.from({ length: 480 }, (_, index) => 0.5 * Math.sin(index / 10));
    expect(run(new Limiter(0.94, 80, RATE), input)).toEqual(input);
  });

  it('C23: never lets a sample over the ceiling, whatever comes in', () => {
    fc.assert(
      fc.property(fc.float32Array({ min: -16, max: 16, noNaN: true, minLength: 1 }), (input) => {
        for (const sample of run(new Limiter(0.94, 80, RATE), input)) {
          expect(Math.abs(sample)).toBeLessThanOrEqual(0.940_001);
        }
      }),
      { includeErrorInReport: true }, // so that whoever puts the fault back sees what broke it
    );
  });

  it('gives the gain back after a peak', () => {
    const limiter = new Limiter(0.94, 80, RATE);
    run(limiter, new Float32Array(128).fill(2));
    const later = run(limiter, new Float32Array(RATE).fill(0.5));
    expect(later[0]).toBeLessThan(0.3);
    expect(later.at(-1)).toBeCloseTo(0.5, 3);
  });

  it('keeps the image: both channels get one gain', () => {
    const left = new Float32Array(128).fill(2);
    const right = new Float32Array(128).fill(0.5);
    const outputs = [new Float32Array(128), new Float32Array(128)];
    new Limiter(0.94, 80, RATE).process([left, right], outputs);
    expect((outputs[0]?.[64] ?? 0) / (outputs[1]?.[64] ?? 1)).toBeCloseTo(4, 4);
  });
});
