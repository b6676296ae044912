/** Loudness after ITU-R BS.1770-4, at 48 kHz and without gates: what is measured here is shorter than their blocks. */

interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/** The shelf of a head, and the high-pass of the B curve: tables 1 and 2 of the recommendation. */
const SHELF: Biquad = {
  b: [1.53512485958697, -2.69169618940638, 1.19839281085285],
  a: [-1.69065929318241, 0.73248077421585],
};
const HIGH_PASS: Biquad = { b: [1, -2, 1], a: [-1.99004745483398, 0.99007225036621] };

function filter({ b, a }: Biquad, samples: readonly number[]): number[] {
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return samples.map((x) => {
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  });
}

/** LUFS of a sound that both ears hear alike. */
export function loudnessOf(samples: Float32Array): number {
  const weighted = filter(HIGH_PASS, filter(SHELF, [...samples]));
  const power = weighted.reduce((sum, value) => sum + value * value, 0) / weighted.length;
  return -0.691 + 10 * Math.log10(2 * power);
}
