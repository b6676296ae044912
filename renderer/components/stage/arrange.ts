/** Where tiles stand: how many on a page, and how large they are. */

/** So many at once; a phone has room for fewer. */
export const PAGE_SIZE = { wide: 9, narrow: 4 } as const;
/** So many where nobody shows anything. */
export const FACES_SIZE = { wide: 24, narrow: 10 } as const;
export const TILE_RATIO = 16 / 9;

export interface Page<T> {
  readonly items: readonly T[];
  /** From 0; always one that exists. */
  readonly index: number;
  readonly count: number;
}

/** The page asked for, or the last one where there are fewer by now. */
export function pageOf<T>(items: readonly T[], size: number, wanted: number): Page<T> {
  const count = Math.max(1, Math.ceil(items.length / size));
  const index = Math.min(Math.max(0, wanted), count - 1);
  return { items: items.slice(index * size, (index + 1) * size), index, count };
}

/** Full rows are worth this share of a tile's width: nobody sits alone in the last one for a few pixels. */
const FULL_ROWS_SHARE = 0.9;

/** The largest width that `count` tiles of one size can have beside and below each other, or nearly that; in pixels. */
export function tileWidth(count: number, room: { width: number; height: number }, gap: number): number {
  const ways = Array.from({ length: count }, (_none, index) => {
    const columns = index + 1;
    const rows = Math.ceil(count / columns);
    const byWidth = (room.width - gap * (columns - 1)) / columns;
    const byHeight = ((room.height - gap * (rows - 1)) / rows) * TILE_RATIO;
    return { width: Math.min(byWidth, byHeight), empty: columns * rows - count };
  });
  const largest = Math.max(0, ...ways.map(({ width }) => width));
  const good = ways.filter(({ width }) => width >= largest * FULL_ROWS_SHARE);
  good.sort((one, other) => one.empty - other.empty || other.width - one.width);
  return Math.max(0, Math.floor(good[0]?.width ?? 0));
}
