import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../electron/windowPlace.ts';

const FULL_HD = { x: 0, y: 0, width: 1_920, height: 1_040 };
const BESIDE = { x: 1_920, y: -200, width: 2_560, height: 1_400 };
const at = (x: number, y: number, width = 1_180, height = 760): Parameters<typeof placeOf>[0] => ({
  x,
  y,
  width,
  height,
  maximised: false,
});

describe('where the window opens', () => {
  it('is where it was', () => {
    expect(placeOf(at(2_000, -100), [FULL_HD, BESIDE])).toEqual({ x: 2_000, y: -100, width: 1_180, height: 760 });
  });

  it('is in the middle, when it has not been anywhere or its display is gone', () => {
    expect(placeOf(undefined, [FULL_HD])).toEqual({ width: 1_180, height: 760 });
    expect(placeOf(at(2_000, -100), [FULL_HD])).toEqual({ width: 1_180, height: 760 });
    expect(placeOf(at(0, -500), [FULL_HD])).toEqual({ width: 1_180, height: 760 });
    expect(placeOf(at(0, 0), [])).toEqual({ width: 1_180, height: 760 });
  });

  it('is never larger than its display', () => {
    expect(placeOf(at(100, 100, 4_000, 3_000), [FULL_HD])).toEqual({ x: 100, y: 100, width: 1_920, height: 1_040 });
  });

  it('always leaves the title bar to be taken hold of', () => {
    const rectangle = fc.record({
      x: fc.integer({ min: -5_000, max: 5_000 }),
      y: fc.integer({ min: -5_000, max: 5_000 }),
      width: fc.integer({ min: 200, max: 5_000 }),
      height: fc.integer({ min: 200, max: 5_000 }),
    });
    fc.assert(
      fc.property(rectangle, fc.array(rectangle, { minLength: 1, maxLength: 4 }), (was, areas) => {
        const { x, y, width = 0 } = placeOf({ ...was, maximised: false }, areas);
        expect(
          x === undefined ||
            y === undefined ||
            areas.some(
              (area) =>
                Math.min(x + width, area.x + area.width) - Math.max(x, area.x) >= 100 &&
                y >= area.y &&
                y + 32 <= area.y + area.height,
            ),
        ).toBe(true);
      }),
    );
  });
});
