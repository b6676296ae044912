/** Gains of both channels for a place from -1 (left) to 1 (right): as loud everywhere, and both 1 in the middle. */
export function panGains(pan: number): readonly [left: number, right: number] {
  if (pan === 0) {
    return [1, 1];
  }
  const angle = ((Math.min(1, Math.max(-1, pan)) + 1) * Math.PI) / 4;
  return [Math.SQRT2 * Math.cos(angle), Math.SQRT2 * Math.sin(angle)];
}
