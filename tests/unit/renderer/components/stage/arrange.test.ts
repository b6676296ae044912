import { describe, expect, it } from 'vitest';
import { pageOf, TILE_RATIO, tileWidth } from '../../../../../renderer/components/stage/arrange.ts';

describe('the stage (C19)', () => {
  it('has pages of a bounded size, and every tile once', () => {
    const tiles = Array.from({ length: 50 }, (_none, index) => index);
    const pages = Array.from({ length: 6 }, (_none, index) => pageOf(tiles, 9, index));
    expect(pages.every(({ count }) => count === 6)).toBe(true);
    expect(Math.max(...pages.map(({ items }) => items.length))).toBe(9);
    expect(pages.flatMap(({ items }) => items)).toEqual(tiles);
  });

  it('stays on a page that exists when people go', () => {
    expect(pageOf([1, 2, 3], 9, 4)).toEqual({ items: [1, 2, 3], index: 0, count: 1 });
    expect(pageOf([], 9, 0)).toEqual({ items: [], index: 0, count: 1 });
  });

  it('makes tiles as large as fit', () => {
    const room = { width: 1_000, height: 600 };
    for (const count of [1, 2, 3, 4, 7, 9]) {
      const width = tileWidth(count, room, 8);
      const columns = Math.floor((room.width + 8) / (width + 8));
      const rows = Math.ceil(count / columns);
      expect(rows * (width / TILE_RATIO) + (rows - 1) * 8).toBeLessThanOrEqual(room.height);
    }
    expect(tileWidth(1, room, 8)).toBe(1_000);
    expect(tileWidth(4, room, 8)).toBe(496);
    expect(tileWidth(0, room, 8)).toBe(0);
  });

  it('leaves nobody alone in the last row for a few pixels', () => {
    // Three columns of 214 instead of two of 223.
    expect(tileWidth(9, { width: 664, height: 665 }, 8)).toBe(216);
  });
});
