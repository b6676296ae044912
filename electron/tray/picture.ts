import type { Status } from '../../common/ipc/status.ts';

type Look = Status['voice'];
/** Red, green, blue, 0 to 255. */
type Colour = readonly [number, number, number];

const AMBER: Colour = [243, 173, 61];
const CALM: Colour = [150, 144, 136];
const RED: Colour = [240, 96, 84];
/** Of each look; the shapes differ as well, since not everybody tells the colours apart. */
const COLOURS: Readonly<Record<Look, Colour>> = { idle: CALM, open: AMBER, talking: AMBER, muted: RED, deafened: RED };

/** Of the mark as the page draws it (renderer/components/BrandMark.vue), in units of its 32 by 32. */
const DOT_RADIUS = 5;
const RING_RADIUS = 10;
const STROKE = 3;
/** How far to the sides the two arcs of the ring reach up and down. */
const ARC_HEIGHT = 6.2;

/** Signed distance from the shape, in those units; within it below zero. */
function distance(look: Look, x: number, y: number): number {
  const fromCentre = Math.hypot(x, y);
  const dot = fromCentre - DOT_RADIUS;
  const arcs = Math.max(Math.abs(fromCentre - RING_RADIUS) - STROKE / 2, Math.abs(y) - ARC_HEIGHT);
  const ring = Math.abs(fromCentre - RING_RADIUS) - STROKE / 2;
  // From the upper right to the lower left, through everything.
  const along = (x - y) / Math.SQRT2;
  const slash = Math.max(Math.abs(x + y) / Math.SQRT2 - STROKE / 2, Math.abs(along) - 14);
  switch (look) {
    case 'idle':
    case 'open':
      return Math.min(dot, arcs);
    case 'talking':
      return Math.min(dot, ring);
    case 'muted':
      return Math.min(dot, slash);
    case 'deafened':
      return Math.min(arcs, slash);
  }
}

/** The tray's picture: `size` by `size` pixels of blue, green, red and opacity, as `nativeImage.createFromBitmap` takes them. */
export function trayPicture(look: Look, size: number): Uint8Array {
  const pixels = new Uint8Array(size * size * 4);
  const [red, green, blue] = COLOURS[look];
  const unit = 32 / size;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const away = distance(look, (column + 0.5) * unit - 16, (row + 0.5) * unit - 16) / unit;
      const opacity = Math.min(1, Math.max(0, 0.5 - away));
      // Multiplied by the opacity, as Chromium's bitmaps are.
      pixels.set(
        [blue, green, red, 255].map((part) => Math.round(part * opacity)),
        (row * size + column) * 4,
      );
    }
  }
  return pixels;
}
